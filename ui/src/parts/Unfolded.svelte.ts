// Which part of a list is unfolded. The list may come to show another case or document while it is
// on the screen; that one begins folded.

export class Unfolded {
  private at = $state.raw<{ of: string; part: string } | null>(null);

  constructor(private readonly shows: () => string) {}

  get part(): string | null {
    return this.at?.of === this.shows() ? this.at.part : null;
  }

  toggle(part: string): void {
    this.at = this.part === part ? null : { of: this.shows(), part };
  }

  fold(): void {
    this.at = null;
  }
}
