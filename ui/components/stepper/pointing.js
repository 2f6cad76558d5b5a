// Pointing at cells: a mouse or a pen that hovers previews, a click or a tap goes there.

const listenToPointers = (card, on) => {
  const { target, picks = [], field, lens, count, stepAt = (place) => place } = card.operation;
  // `hovered(r, c)` is what to preview over a cell, `chosen(r, c)` the step to go to.
  const listen = (grid, hovered, chosen) => {
    on(grid.canvas, "pointermove", (event) => {
      if (event.pointerType !== "touch" && !event.buttons) card.preview(hovered(...grid.cellAt(event)));
    });
    on(grid.canvas, "pointerleave", () => card.preview(null));
    on(grid.canvas, "click", (event) => {
      const step = chosen(...grid.cellAt(event));
      if (step < count && !(lens?.dragged > 4)) card.go(step);
    });
  };
  for (const [grid, at] of [[target, (row, column) => stepAt(row * target.columns + column)], ...picks]) {
    listen(grid, (...cell) => (at(...cell) < count ? { step: at(...cell) } : null), at);
  }
  if (field) listen(field.grid, (...pixel) => ({ pixel }), (...pixel) => field.stepAt(...pixel, card.step));
};
