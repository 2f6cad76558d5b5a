// The buttons, the slider and the keys of the card.

/** @import { Listen } from "../shared/elements.js" */
/** @import { Card } from "./card.js" */

/** @type {Record<string, number>} */
const MOVES = { Home: -Infinity, ArrowLeft: -1, ArrowRight: 1, End: Infinity };
/** @type {Record<string, number>} */
const ROWS = { ArrowUp: -1, ArrowDown: 1 };

/**
 * Do what a key means; whether it means anything.
 * @type {(card: Card, key: string) => boolean}
 */
const press = (card, key) => {
  if (card.operation.lens?.press(key)) card.draw();
  else if (MOVES[key]) card.go(card.step + MOVES[key]);
  else return false;
  return true;
};

/**
 * The control, of those that a selector names, that an event is about.
 * @type {(event: Event, selector: string) => HTMLElement | null}
 */
const pressed = ({ target }, selector) => (target instanceof Element ? target.closest(selector) : null);

/**
 * Keys work all over the card, unless a control needs them itself.
 * @type {(card: Card, event: KeyboardEvent) => void}
 */
const takeKey = (card, event) => {
  const { key, target } = event;
  const { count, target: output } = card.operation;
  if (event.ctrlKey || event.metaKey || event.altKey || target === card.player.speed) return;
  const rows = output.rows > 1 ? ROWS[key] : undefined;
  if (key === " " && !pressed(event, "button, .reveal")) card.toggle();
  else if (target === card.slider && (rows || MOVES[key])) return;
  else if (rows && target !== card.sum) {
    const next = card.step + rows * output.columns;
    card.go(next >= 0 && next < count ? next : card.step);
  } else if (!press(card, key)) return;
  event.preventDefault();
};

/** @type {(card: Card, on: Listen) => void} */
export const listenToControls = (card, on) => {
  const { root, slider, reveal, player: { button, speed } } = card;
  on(root, "keydown", (event) => takeKey(card, event));
  on(root, "pointerdown", (event) => pressed(event, ".play, .speed") || card.pause());
  on(root, "click", (event) => press(card, pressed(event, "button")?.dataset.key ?? ""));
  on(slider, "input", () => card.go(slider.valueAsNumber));
  on(button, "click", () => card.toggle());
  on(speed, "change", () => card.player.plays && card.toggle(true));
  on(reveal, "change", () => {
    card.chosen = true;
    card.draw();
  });
};
