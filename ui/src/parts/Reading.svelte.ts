// What a place last read from the desk. A place reads again whenever something moved, so answers
// may overtake one another: the latest reading counts, and what was read stays until it is there.

export class Reading<View> {
  view = $state.raw<View | null>(null);
  /** Why the latest reading did not come about. */
  trouble = $state<string | null>(null);

  private readonly ask: () => Promise<View>;
  private readonly explain: (error: unknown) => string;
  private readings = 0;

  constructor(ask: () => Promise<View>, explain: (error: unknown) => string) {
    this.ask = ask;
    this.explain = explain;
  }

  /** Answers whether a new view stands now. */
  async again(): Promise<boolean> {
    const reading = ++this.readings;
    try {
      const view = await this.ask();
      if (reading !== this.readings) {
        return false;
      }
      this.view = view;
      this.trouble = null;
      return true;
    } catch (error) {
      if (reading === this.readings) {
        this.trouble = this.explain(error);
      }
      return false;
    }
  }
}
