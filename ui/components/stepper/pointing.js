// Pointing at cells: hovering previews, a click or a tap goes there.

/** @import { Listen } from "../shared/elements.js" */
/** @import { Card } from "./card.js" */
/** @import { Pick } from "./view.js" */

/** @type {(card: Card, on: Listen) => void} */
export const listenToPointers = (card, on) => {
  const { picks, field, lens, count } = card.operation;
  /** @type {Pick[]} */
  const all = field ? [...picks, [field.grid, field.stepAt]] : picks;
  for (const [grid, stepAt] of all) {
    /** @type {(event: MouseEvent) => number} */
    const step = (event) => stepAt(...grid.cellAt(event), card.step);
    on(grid.canvas, "pointermove", (event) => {
      if (event.pointerType === "touch" || event.buttons) return;
      card.preview(grid === field?.grid ? { pixel: grid.cellAt(event) } : step(event) < count ? { step: step(event) } : null);
    });
    on(grid.canvas, "pointerleave", () => card.preview(null));
    on(grid.canvas, "click", (event) => step(event) < count && !(lens && lens.dragged > 9) && card.go(step(event)));
  }
};
