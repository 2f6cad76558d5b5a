// What slides in convolution and pooling: the input with its padding, and the window over it.

const pictureColor = (input) => (input.look === "picture" ? grayColor(...input.range) : signedColor(input.limit));

// The input as one grid, padding included: gray, signed, or its three channels as one color picture.
const inputSource = (input, array, [top, left, bottom, right] = [0, 0, 0, 0]) => {
  const [channels, height, width] = array.shape;
  const inside = (row, column) => row >= 0 && row < height && column >= 0 && column < width;
  const at = (channel, row, column) =>
    inside(row - top, column - left) ? array.numbers[(channel * height + row - top) * width + column - left] : 0;
  const color = pictureColor(input);
  return {
    rows: height + top + bottom,
    columns: width + left + right,
    at,
    steady: true,
    isPadding: (row, column) => !inside(row - top, column - left),
    value: (row, column) => (channels === 1 ? at(0, row, column) : undefined),
    color: (row, column, palette) => {
      if (!inside(row - top, column - left)) return palette.zero;
      if (channels === 3 && input.look === "picture") return [0, 1, 2].map((c) => color(at(c, row, column))[0]);
      return color(at(0, row, column), palette);
    },
  };
};

const isSmall = (source) => source.columns <= 9 && source.rows <= 11;

// A window of one channel as a grid of its own; `place` = {rows, columns} are those of the padded input under it.
const windowSource = (source, channel, rows, columns, place, color) => {
  const value = (row, column) => source.at(channel, place.rows[row], place.columns[column]);
  return { rows, columns, value, color: (row, column, palette) => color(value(row, column), palette) };
};

// Rows or columns of a window: so many from the first, some cells apart.
const cellsFrom = (first, count, apart = 1) => Array.from({ length: count }, (_, i) => first + i * apart);

const windowAt = (grid, row, column) => `${grid.title}, ${sized(grid)}, window at row ${row}, column ${column}`;
