// When what was drawn is on the screen.

/** How long a frame is waited for at most, in milliseconds: a window that is out of sight draws none. */
const PATIENCE = 100;

/** Waits for two frames: in the first what was changed is drawn, in the second it is seen. */
export async function painted(): Promise<void> {
  for (let frame = 0; frame < 2; frame++) {
    await new Promise((done) => {
      requestAnimationFrame(done);
      setTimeout(done, PATIENCE);
    });
  }
}
