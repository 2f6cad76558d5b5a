// Sizes, as in ui/theme.py.

export const PHONE = 700; // pixels; what is narrower is laid out as on a phone
export const CELL = 38; // pixels from one cell to the next, where there is room
export const CELL_GAP = 2; // pixels between two cells
export const CELL_CORNER = 4; // pixels, the radius of its corners
export const FINE = 14; // pixels; smaller cells are drawn as one picture
export const DIMMED = 0.5; // how far the fill of a cell that steps back goes toward the ground; its digits stay as they are
