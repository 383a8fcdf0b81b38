// A dialog over the window: it takes the focus, and gives it back to where it was.

/** For `{@attach modal}` on a `<dialog>`. */
export function modal(dialog: HTMLDialogElement): () => void {
  const before = document.activeElement;
  dialog.showModal();
  return () => {
    if (before instanceof HTMLElement && before.isConnected) {
      before.focus();
    }
  };
}
