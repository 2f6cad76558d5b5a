// Playing: one step after the other.

const PLAY_EVERY = 700; // milliseconds a step

export class Player {
  /** @type {number | undefined} */
  timer; // where it plays

  /**
   * @param {HTMLElement} button that starts and stops it
   * @param {HTMLSelectElement} speed how many times as fast
   * @param {() => void} advance goes to the next step
   */
  constructor(button, speed, advance) {
    this.button = button;
    this.speed = speed;
    this.advance = advance;
  }

  get plays() {
    return this.timer !== undefined;
  }

  start() {
    this.stop();
    this.timer = setInterval(this.advance, PLAY_EVERY / parseFloat(this.speed.value));
    this.button.textContent = "Pause";
  }

  stop() {
    clearInterval(this.timer);
    this.timer = undefined;
    this.button.textContent = "Play";
  }
}
