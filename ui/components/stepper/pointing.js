// Pointing at cells: hovering previews, a click or a tap goes there.

export const listenToPointers = (card, on) => {
  const { picks, field, lens, count } = card.operation;
  for (const [grid, stepAt] of field ? [...picks, [field.grid, field.stepAt]] : picks) {
    const step = (event) => stepAt(...grid.cellAt(event), card.step);
    on(grid.canvas, "pointermove", (event) => {
      if (event.pointerType === "touch" || event.buttons) return;
      card.preview(grid === field?.grid ? { pixel: grid.cellAt(event) } : step(event) < count ? { step: step(event) } : null);
    });
    on(grid.canvas, "pointerleave", () => card.preview(null));
    on(grid.canvas, "click", (event) => step(event) < count && !(lens?.dragged > 9) && card.go(step(event)));
  }
};
