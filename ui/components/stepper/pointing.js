// Pointing at cells: a mouse or a pen that hovers previews, a click or a tap goes there.

const listenToPointers = (card, on) => {
  const { picks, field, lens, count } = card.operation;
  const listen = ({ canvas }, hovered, chosen) => {
    on(canvas, "pointermove", (event) => {
      if (event.pointerType !== "touch" && !event.buttons) card.preview(hovered(event));
    });
    on(canvas, "pointerleave", () => card.preview(null));
    on(canvas, "click", (event) => {
      if (chosen(event) < count && !(lens?.dragged > 4)) card.go(chosen(event));
    });
  };
  for (const [grid, stepAt] of picks) {
    const step = (event) => stepAt(...grid.cellAt(event));
    listen(grid, (event) => (step(event) < count ? { step: step(event) } : null), step);
  }
  if (!field) return;
  const { grid, stepAt } = field;
  listen(grid, (event) => ({ pixel: grid.cellAt(event) }), (event) => stepAt(...grid.cellAt(event), card.step));
};
