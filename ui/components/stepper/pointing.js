// Pointing at cells: a mouse or a pen that hovers previews, a click or a tap goes there.

const listenToPointers = (card, on) => {
  const { picks, field, lens, count } = card.operation;
  const listen = (grid, stepAt, isField) => {
    const step = (event) => stepAt(...grid.cellAt(event), card.step);
    on(grid.canvas, "pointermove", (event) => {
      if (event.pointerType === "touch" || event.buttons) return;
      card.preview(isField ? { pixel: grid.cellAt(event) } : step(event) < count ? { step: step(event) } : null);
    });
    on(grid.canvas, "pointerleave", () => card.preview(null));
    on(grid.canvas, "click", (event) => step(event) < count && !(lens?.dragged > 9) && card.go(step(event)));
  };
  for (const pick of picks) listen(...pick);
  if (field) listen(field.grid, field.stepAt, true);
};
