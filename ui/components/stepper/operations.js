// The operations: each gives the parts of its picture and says, for every step, what is framed, summed and told.
// An operation is {parts, grids, count, show(step, palette, reveal) -> {sum, say, at}}.

const sized = (source) => `${source.rows} × ${source.columns}`;
const tinted = (text, value) => `<span class="${value >= 0 ? "p" : "n"}">${text}</span>`;
const result = (value) => `<span class="res">${written(value)}</span>`;
const counted = (count, noun) => `${count} ${noun}${count === 1 ? "" : "s"}`;

// "=" where the written numbers lead to the written result, "≈" where rounding shows.
const equals = (read, value) => (Math.abs(read - asRead(value)) < 1e-9 ? "=" : "≈");

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

// A window of one channel as a grid of its own; `offsets` are the cells of the padded input under the kernel.
const windowSource = (source, channel, rows, columns, place, color) => {
  const value = (row, column) => source.at(channel, place.rows[row], place.columns[column]);
  return { rows, columns, value, color: (row, column, palette) => color(value(row, column), palette) };
};

function convolution(data) {
  const input = decoded(data.input);
  const kernel = decoded(data.kernel);
  const output = decoded(data.output);
  const [channels, kernelRows, kernelColumns] = kernel.shape;
  const [, columnsOut] = output.shape;
  const source = inputSource(data.input, input, data.padding);
  const place = { rows: [], columns: [] };
  const kernelLimit = Math.max(...kernel.numbers.map(Math.abs), 1e-9);
  const imageLimit = Math.max(...data.input.range.map(Math.abs));
  const room = channels > 1 || kernelColumns > 3 || !isSmall(source) ? { maxWidth: 190 } : {};

  const image = new Grid(data.input.title, sized(source), source, { maxWidth: 320 });
  const map = new Grid(data.output.title, sized({ rows: output.shape[0], columns: columnsOut }),
    channelOf({ numbers: output.numbers, shape: output.shape }, 0, signedColor(data.output.limit)), { big: true });
  const rows = [];
  for (let channel = 0; channel < channels; channel++) {
    const weights = channelOf(kernel, channel, signedColor(kernelLimit));
    const pixels = windowSource(source, channel, kernelRows, kernelColumns, place, pictureColor(data.input));
    const product = (row, column) => pixels.value(row, column) * weights.value(row, column);
    const products = { ...weights, steady: false, value: product,
      color: (row, column, palette) => signedColor(kernelLimit * imageLimit)(product(row, column), palette) };
    const name = channels > 1 ? `${data.input.names[channel]}` : "";
    rows.push({
      name,
      window: new Grid("Window", name || sized(weights), pixels, room),
      weights: new Grid("Kernel", name || data.kernel.title, weights, room),
      products: new Grid("Products", name || sized(weights), products, room),
    });
  }
  // The window repeats what the image shows, so it only stands there when the image's own numbers can't be read.
  const withWindow = channels > 1 || !isSmall(source);
  const block = rows.flatMap((row) => (withWindow
    ? [row.window.figure, "×", row.weights.figure, "=", row.products.figure]
    : [row.weights.figure, "=", row.products.figure]));
  const parts = withWindow
    ? [image.figure, { columns: 5, parts: block }, "→", map.figure]
    : [image.figure, "×", ...block, "→", map.figure];
  const small = rows.flatMap((row) => (withWindow ? [row.window, row.weights, row.products] : [row.weights, row.products]));

  const show = (step, palette, reveal) => {
    const [row, column] = [Math.floor(step / columnsOut), step % columnsOut];
    const [top, left] = [row * data.stride[0], column * data.stride[1]];
    place.rows = Array.from({ length: kernelRows }, (_, i) => top + i * data.dilation[0]);
    place.columns = Array.from({ length: kernelColumns }, (_, i) => left + i * data.dilation[1]);
    const inWindow = (r, c) => place.rows.includes(r) && place.columns.includes(c);
    image.draw(palette, { dim: (r, c) => !inWindow(r, c), hatch: source.isPadding });
    image.frame(top, left, place.rows.at(-1) - top + 1, place.columns.at(-1) - left + 1);
    for (const grid of small) grid.draw(palette);
    map.draw(palette, { blank: reveal && ((r, c) => r * columnsOut + c > step) });
    map.frame(row, column, 1, 1);

    let [plus, minus, agree, disagree, read] = [0, 0, 0, 0, 0];
    const lines = [];
    for (const { name, window: pixels, weights } of rows) {
      const terms = [];
      let [subtotal, readHere] = [0, 0];
      for (let i = 0; i < kernelRows; i++) {
        const line = [];
        for (let j = 0; j < kernelColumns; j++) {
          const [a, b] = [pixels.value(i, j), weights.value(i, j)];
          const product = a * b;
          subtotal += product;
          readHere += asRead(a) * asRead(b);
          if (product > 0) [plus, agree] = [plus + product, agree + 1];
          if (product < 0) [minus, disagree] = [minus + product, disagree + 1];
          line.push(tinted(`${factor(a)}·${factor(b)}`, product));
        }
        terms.push(line.join(" + "));
      }
      read += readHere;
      lines.push(name ? `<b>${name}</b> ${terms.join(" + ")} ${equals(readHere, subtotal)} ${written(subtotal)}` : terms.join(" +<br>"));
    }
    const total = output.numbers[step];
    const sum = plus + minus;
    const named = channels > 1 ? " (bias)" : "";
    const bias = data.bias || named ? ` ${data.bias < 0 ? MINUS : "+"} ${written(Math.abs(data.bias))}${named}` : "";
    const divided = data.divisor === 1 ? "" : ` ÷ ${data.divisor}`;
    const end = (asRead(sum) / data.divisor) + asRead(data.bias);
    const subtotals = rows.length > 1 ? "<br>all channels" : "";
    const summed = divided || bias ? ` ${equals(read, sum)} ${written(sum)}${divided}${bias} ${equals(end, total)} ${result(total)}`
      : ` ${equals(read, total)} ${result(total)}`;
    const cells = kernelRows * kernelColumns * channels;
    const bitmap = data.input.range[0] === -1 && agree + disagree === cells;
    const caption = data.captions[step];
    const told = bitmap
      ? `${agree === cells ? `All ${cells} cells agree` : `${agree} of ${counted(cells, "cell")} agree with the kernel, ${disagree} disagree`}: <b>${written(total)}</b>.`
      : `Products above zero add ${written(plus)}, products below zero add ${written(minus)}. The result is <b>${written(total)}</b>.`;
    image.describe(`${data.input.title}, ${sized(source)}, window at row ${top}, column ${left}`);
    map.describe(`${data.output.title}, ${sized(map)}, now at row ${row}, column ${column}: ${written(total)}`);
    for (const grid of small) grid.describe(`${grid.title}: ${Array.from({ length: grid.rows }, (_, r) =>
      Array.from({ length: grid.columns }, (_, c) => written(grid.value(r, c))).join(" ")).join(" / ")}`);
    return {
      sum: lines.join("<br>") + subtotals + summed,
      say: told + (caption ? ` ${caption}` : ""),
      at: `stop ${step + 1} of ${output.numbers.length} · row ${row}, column ${column}`,
    };
  };
  return { parts, grids: [image, map, ...small], target: map, count: output.numbers.length, show };
}

function pooling(data) {
  const input = decoded(data.input);
  const output = decoded(data.output);
  const [, columnsOut] = output.shape;
  const source = inputSource(data.input, input, data.padding);
  const image = new Grid(data.input.title, sized(source), source, { maxWidth: 400 });
  const map = new Grid(data.output.title, sized({ rows: output.shape[0], columns: columnsOut }),
    channelOf(output, 0, signedColor(data.output.limit)), { big: true, maxWidth: 400 });
  const place = { rows: [], columns: [] };
  const pixels = windowSource(source, 0, data.size[0], data.size[1], place, signedColor(data.output.limit));
  const view = new Grid("Window", sized(pixels), pixels, { maxWidth: 200 });
  // A line is reached when a window starts at it or a little before; the rest is left over or skipped by the stride.
  const reached = (line, axis) => line % data.stride[axis] < data.size[axis] && line < (output.shape[axis] - 1) * data.stride[axis] + data.size[axis];
  const unused = (r, c) => !reached(r, 0) || !reached(c, 1);

  const show = (step, palette, reveal) => {
    const [row, column] = [Math.floor(step / columnsOut), step % columnsOut];
    const [top, left] = [row * data.stride[0], column * data.stride[1]];
    place.rows = Array.from({ length: data.size[0] }, (_, i) => top + i);
    place.columns = Array.from({ length: data.size[1] }, (_, i) => left + i);
    const total = output.numbers[step];
    const inWindow = (r, c) => r >= top && r < top + data.size[0] && c >= left && c < left + data.size[1];
    const real = (r, c) => !source.isPadding(r, c);
    const wins = (r, c) => data.mode === "max" && real(r, c) && source.value(r, c) === total;
    image.draw(palette, { dim: (r, c) => !inWindow(r, c), hatch: (r, c) => source.isPadding(r, c) || unused(r, c),
      mark: (r, c) => inWindow(r, c) && wins(r, c) });
    image.frame(top, left, ...data.size);
    view.draw(palette, { hatch: (r, c) => !real(top + r, left + c), mark: (r, c) => wins(top + r, left + c) });
    map.draw(palette, { blank: reveal && ((r, c) => r * columnsOut + c > step) });
    map.frame(row, column, 1, 1);
    const terms = [];
    for (const r of place.rows) for (const c of place.columns) {
      if (real(r, c) || (data.mode === "avg" && data.countPadding)) terms.push([source.value(r, c), wins(r, c)]);
    }
    const winners = terms.filter(([, won]) => won).length;
    const list = terms.map(([value, won]) => (won ? `<b class="res">${written(value)}</b>` : written(value)));
    const read = terms.reduce((sum, [value]) => sum + asRead(value), 0) / terms.length;
    image.describe(`${data.input.title}, ${sized(source)}, window at row ${top}, column ${left}`);
    view.describe(`Window: ${terms.map(([value]) => written(value)).join(" ")}`);
    map.describe(`${data.output.title}, ${sized(map)}, now at row ${row}, column ${column}: ${written(total)}`);
    return {
      sum: data.mode === "max" ? `max(${list.join(", ")}) = ${result(total)}`
        : `(${terms.map(([value]) => factor(value)).join(" + ")}) ÷ ${terms.length} ${equals(read, total)} ${result(total)}`,
      say: data.mode === "avg" ? `The mean of ${counted(terms.length, "number")} is <b>${written(total)}</b>.`
        : winners > 1 ? `${winners} cells tie for the largest: <b>${written(total)}</b>. Where it stood inside the window is forgotten.`
          : `The largest of ${counted(terms.length, "number")} is <b>${written(total)}</b>. The others are forgotten.`,
      at: `stop ${step + 1} of ${output.numbers.length} · row ${row}, column ${column}`,
    };
  };
  return { parts: [image.figure, "→", view.figure, "→", map.figure], grids: [image, view, map], target: map,
    count: output.numbers.length, show };
}

// The curve of an activation with the current point on it.
class Curve {
  constructor(data) {
    this.data = data;
    this.figure = document.createElement("figure");
    this.figure.innerHTML = `<figcaption><b>${data.name}</b><span>output over input</span></figcaption><div class="grid"><canvas role="img"></canvas></div>`;
    this.canvas = this.figure.querySelector("canvas");
  }

  fit(width, share) {
    this.width = (width < 700 ? 190 : 300) * Math.max(share, 0.7);
    this.height = this.width * 0.75;
    const ratio = window.devicePixelRatio || 1;
    this.canvas.width = this.width * ratio;
    this.canvas.height = this.height * ratio;
    this.canvas.style.width = `${this.width}px`;
    this.canvas.style.height = `${this.height}px`;
    this.pen = this.canvas.getContext("2d");
    this.pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  }

  draw(palette, x, y) {
    const { pen, width, height } = this;
    const { span, curve, kind } = this.data;
    const ticks = { relu: [0, span], sigmoid: [0, 0.5, 1], tanh: [-1, 0, 1] }[kind];
    const [low, high] = [ticks[0], ticks.at(-1)];
    const [left, right, top, bottom] = [34, width - 10, 10, height - 24];
    const across = (value) => left + ((value + span) / (2 * span)) * (right - left);
    const up = (value) => bottom - ((value - low) / (high - low)) * (bottom - top);
    pen.clearRect(0, 0, width, height);
    pen.strokeStyle = palette.line;
    pen.fillStyle = palette.soft;
    pen.lineWidth = 1;
    pen.font = '13px "Source Sans", system-ui, sans-serif';
    pen.textBaseline = "middle";
    const line = (...points) => {
      pen.beginPath();
      points.forEach(([a, b], i) => (i ? pen.lineTo(a, b) : pen.moveTo(a, b)));
      pen.stroke();
    };
    for (const value of [-span, 0, span]) {
      line([across(value), top], [across(value), bottom]);
      pen.textAlign = value < 0 ? "left" : value > 0 ? "right" : "center";
      pen.fillText(written(value), value < 0 ? left - 6 : value > 0 ? right + 4 : across(0), height - 9);
    }
    pen.textAlign = "right";
    for (const value of ticks) {
      line([left, up(value)], [right, up(value)]);
      pen.fillText(written(value), left - 6, up(value));
    }
    pen.strokeStyle = palette.ink;
    pen.lineWidth = 2.5;
    line(...curve.map(([a, b]) => [across(a), up(b)]));
    pen.strokeStyle = palette.focus;
    pen.setLineDash([4, 3]);
    pen.lineWidth = 1.5;
    line([across(x), bottom], [across(x), up(y)], [left, up(y)]);
    pen.setLineDash([]);
    pen.fillStyle = palette.focus;
    pen.beginPath();
    pen.arc(across(x), up(y), 6, 0, 2 * Math.PI);
    pen.fill();
    this.canvas.setAttribute("aria-label", `${this.data.name}: ${written(x)} becomes ${written(y)}`);
  }
}

function activation(data) {
  const input = decoded(data.input);
  const output = decoded(data.output);
  const columns = output.shape[1];
  const before = new Grid(data.input.title, sized({ rows: output.shape[0], columns }),
    channelOf({ numbers: input.numbers, shape: output.shape }, 0, signedColor(data.input.limit)), { maxWidth: 320 });
  const after = new Grid(data.output.title, sized(before), channelOf(output, 0, signedColor(data.output.limit)), { maxWidth: 320 });
  const curve = new Curve(data);
  const show = (step, palette, reveal) => {
    const [row, column] = [Math.floor(step / columns), step % columns];
    const [x, y] = [input.numbers[step], output.numbers[step]];
    before.draw(palette, { dim: before.cell < 14 ? null : (r, c) => r !== row || c !== column }); // tiny cells would only turn pale
    before.frame(row, column, 1, 1);
    curve.draw(palette, x, y);
    after.draw(palette, { blank: reveal && ((r, c) => r * columns + c > step) });
    after.frame(row, column, 1, 1);
    before.describe(`${data.input.title}, ${sized(before)}, now at row ${row}, column ${column}: ${written(x)}`);
    after.describe(`${data.output.title}, ${sized(after)}, now at row ${row}, column ${column}: ${written(y)}`);
    const formula = { relu: `max(0, ${written(x)})`, sigmoid: `1 ÷ (1 + e<sup>${written(-x)}</sup>)`,
      tanh: `(e<sup>${written(x)}</sup> ${MINUS} e<sup>${written(-x)}</sup>) ÷ (e<sup>${written(x)}</sup> + e<sup>${written(-x)}</sup>)` };
    const read = { relu: Math.max(0, asRead(x)), sigmoid: 1 / (1 + Math.exp(-asRead(x))), tanh: Math.tanh(asRead(x)) };
    const told = { relu: x > 0 ? "Above zero: it passes unchanged." : x < 0 ? "Below zero: it becomes 0." : "Zero stays 0.",
      sigmoid: `Squeezed between 0 and 1: <b>${written(y)}</b>.`, tanh: `Squeezed between ${MINUS}1 and 1: <b>${written(y)}</b>.` };
    return {
      sum: `${data.name}(${written(x)}) = ${formula[data.kind]} ${equals(read[data.kind], y)} ${result(y)}`,
      say: told[data.kind],
      at: `cell ${step + 1} of ${output.numbers.length} · row ${row}, column ${column}`,
    };
  };
  return { parts: [before.figure, "→", curve.figure, "→", after.figure], grids: [before, after, curve], target: after,
    count: output.numbers.length, show };
}

const inThousands = (count) => count.toLocaleString("en-US");
const largestOf = (numbers) => numbers.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-9);

// Four decimals for shares and what leads to them; very small ones with a power of ten.
const fine = (value) => {
  if (Number.isInteger(value)) return written(value);
  const text = Math.abs(value) >= 0.001 ? value.toFixed(4) : String(Number(value.toPrecision(3)));
  const [digits, power] = text.replaceAll("-", MINUS).split("e");
  return power ? `${digits}·10<sup>${power}</sup>` : digits;
};
const asReadFine = (value) => Number(Math.abs(value) >= 0.001 ? value.toFixed(4) : value.toPrecision(3));
const percent = (share) => (share > 0 && share < 0.0005 ? "less than 0.1 %" : share >= 0.9995 && share < 1 ? "more than 99.9 %"
  : `${(share * 100).toFixed(share === 0 || share === 1 ? 0 : 1)} %`);

// A vector of pieces up to this long is shown whole, a longer one a page at a time.
const LONGEST_PIECE = 16;
const PAGE = 24;

// What both cards of a vector share: which places are in view at a step, and grids over them.
// `entryAt(k)` is the entry at place k of all places.
const pagesOf = (length, maps, entryAt) => {
  const whole = length / maps <= LONGEST_PIECE;
  const size = whole ? length : PAGE;
  const view = { start: 0, size, whole, per: whole ? length / maps : PAGE / 3,
    turnTo: (step) => { view.start = Math.floor(step / size) * size; },
    entry: (place) => (view.start + place < length ? entryAt(view.start + place) : undefined),
    note: (words, first) => (whole ? counted(length, "number")
      : `${words} ${inThousands(view.start + first)} to ${inThousands(Math.min(view.start + size, length) - 1 + first)} of ${inThousands(length)}`) };
  view.grid = (title, note, numbers, limit, parted = false) => {
    const value = (place) => numbers[view.entry(place)];
    return new VectorGrid(title, note, { count: size, per: view.per, parted: parted && whole, value, where: (place) => `entry ${inThousands(view.entry(place))}`,
      color: (place, palette) => (value(place) === undefined ? palette.zero : signedColor(limit)(value(place), palette)) });
  };
  return view;
};

function flatten(data) {
  const input = decoded(data.input);
  const [channels, height, width] = input.shape;
  const length = input.numbers.length;
  const color = signedColor(data.input.limit);
  const still = height * width > 1500; // cells too small to dim one by one
  const maps = data.input.names.map((name, channel) =>
    new Grid(name, `${height} × ${width}`, channelOf(input, channel, color), { maxWidth: 230, maxHeight: 230, across: channels }));
  const view = pagesOf(length, channels, (k) => k);
  const vector = view.grid("Vector", "", input.numbers, data.input.limit, true);
  const show = (step, palette, reveal) => {
    const channel = Math.floor(step / (height * width));
    const [row, column] = [Math.floor((step % (height * width)) / width), step % width];
    maps.forEach((map, i) => {
      if (still) map.drawOnce(palette);
      else map.draw(palette, { dim: (r, c) => i !== channel || r !== row || c !== column });
      map.outline.style.display = "none";
      map.describe(`${map.title}, ${height} × ${width}${i === channel ? `, now at row ${row}, column ${column}` : ""}`);
    });
    maps[channel].frame(row, column, 1, 1);
    view.turnTo(step);
    vector.note.textContent = view.note("entries", 0);
    vector.drawPlaces(palette, { blank: reveal && ((place) => view.start + place > step) });
    vector.frameAt(step - view.start);
    vector.describe(`Vector, now at entry ${step}: ${written(input.numbers[step])}`);
    return {
      sum: `map ${channel}, row ${row}, column ${column} → entry ${channel}·${height}·${width} + ${row}·${width} + ${column} = ${result(step)}`,
      say: `Entry ${inThousands(step)} of the vector is <b>${written(input.numbers[step])}</b>. It stood in map ${channel} (${data.input.names[channel]}), row ${row}, column ${column}.`,
      at: `entry ${inThousands(step)} · ${inThousands(step + 1)} of ${inThousands(length)}`,
    };
  };
  const picks = maps.map((map, channel) => [map, (r, c) => (channel * height + r) * width + c]);
  return { parts: [{ columns: 1, even: true, parts: [{ columns: maps.length, even: true, parts: maps.map((map) => map.figure) }, "↓", vector.figure] }],
    grids: [...maps, vector], target: vector, stepAt: (place) => view.start + place, picks, count: length, show };
}

function dense(data) {
  const x = decoded(data.input).numbers;
  const w = decoded(data.weights).numbers;
  const order = decoded(data.order).numbers;
  const logits = decoded(data.output).numbers;
  const length = x.length;
  const products = Float64Array.from(x, (value, i) => value * w[i]);
  const sums = new Float64Array(length); // what the sum has come to after each step
  order.forEach((entry, step) => { sums[step] = (step ? sums[step - 1] : data.bias) + products[entry]; });
  const view = pagesOf(length, data.maps, (k) => order[k]);
  const inputs = view.grid("Vector", "", x, largestOf(x));
  const weights = view.grid("Weights", `of the unit “${data.unit}”`, w, largestOf(w));
  const terms = view.grid("Products", "", products, largestOf(products));
  const logitColor = signedColor(largestOf(logits));
  const outputs = new VectorGrid("Logits", counted(logits.length, "unit"), { count: logits.length, per: logits.length, names: data.names,
    value: (i) => logits[i], color: (i, palette) => logitColor(logits[i], palette), where: (i) => `unit ${data.names[i]}` }, { big: true });
  const each = length / data.maps;
  const origin = (entry) => {
    if (!data.mapNames.length) return data.places[entry] ?? "the vector";
    const inMap = entry % each;
    return `${data.mapNames[Math.floor(entry / each)]}, row ${Math.floor(inMap / data.mapColumns)}, column ${inMap % data.mapColumns}`;
  };

  const show = (step, palette, reveal) => {
    const now = order[step];
    const last = step === length - 1;
    const total = last ? logits[data.unitIndex] : sums[step];
    view.turnTo(step);
    inputs.note.textContent = view.note("terms", 1);
    const coming = (place) => view.start + place > step;
    for (const part of [inputs, weights, terms]) {
      part.drawPlaces(palette, { dim: coming, blank: part === terms && reveal && coming });
      part.frameAt(step - view.start);
    }
    outputs.drawPlaces(palette, { dim: (i) => i !== data.unitIndex, blank: reveal && !last && ((i) => i === data.unitIndex) });
    outputs.frameAt(data.unitIndex);
    // Only the latest terms are written out; those before them stand as one sum.
    const first = Math.floor(step / PAGE) * PAGE;
    const before = first ? sums[first - 1] : data.bias;
    let read = asRead(before);
    const list = [];
    for (let i = first; i <= step; i++) {
      read += asRead(x[order[i]]) * asRead(w[order[i]]);
      list.push(tinted(`${factor(x[order[i]])}·${factor(w[order[i]])}`, products[order[i]]));
    }
    const opening = first ? `<b>${inThousands(first)} earlier terms and the bias</b>` : "<b>bias</b>";
    const product = products[now];
    const change = product === 0 ? "adds nothing" : product > 0 ? `adds ${written(product)}` : `takes away ${written(-product)}`;
    inputs.describe(`Vector, now entry ${now}: ${written(x[now])}`);
    weights.describe(`Weights of unit ${data.unit}, now entry ${now}: ${written(w[now])}`);
    terms.describe(`Products, now entry ${now}: ${written(product)}`);
    outputs.describe(`Logits: ${[...logits].map((value, i) => `${data.names[i]} ${written(value)}`).join(", ")}`);
    return {
      sum: `${opening} ${factor(before)} + ${list.join(" + ")} ${equals(read, total)} ${result(total)}`,
      say: last ? `All ${inThousands(length)} terms and the bias are in: the logit of “${data.unit}” is <b>${written(total)}</b>.`
        : `Entry ${inThousands(now)} (${origin(now)}) is ${written(x[now])}, its weight ${written(w[now])}: it ${change}. So far <b>${written(total)}</b>.`,
      at: `term ${inThousands(step + 1)} of ${inThousands(length)}`,
    };
  };
  const lines = ["", inputs.figure, "×", weights.figure, "=", terms.figure, "→", outputs.figure];
  return { parts: [{ columns: 2, narrow: 1, parts: lines }], grids: [inputs, weights, terms, outputs], target: terms,
    stepAt: (place) => view.start + place, picks: [[inputs, (r, c) => view.start + inputs.index(r, c)]], count: length, show };
}

function softmax(data) {
  const stages = ["logits", "shifted", "exponentials", "probabilities"].map((name) => decoded(data[name]).numbers);
  const [logits, shifted, exponentials, probabilities] = stages;
  const count = logits.length;
  const largest = Math.max(...logits);
  const titles = [data.title ?? "Logits", "Minus the largest", "e to that power", "Divided by their sum: the shares"];
  const notes = [`the largest is ${written(largest)}`, "now the largest is 0", `their sum is ${fine(data.total)}`, "their sum is 1"];
  const grids = stages.map((numbers, stage) => {
    const color = signedColor(stage > 1 ? 1 : largestOf(numbers));
    return new VectorGrid(titles[stage], notes[stage], { count, per: count, names: stage % 3 ? undefined : data.names, value: (i) => numbers[i],
      color: (i, palette) => color(numbers[i], palette), where: (i) => data.names[i] }, { big: true });
  });
  const show = (step, palette, reveal) => {
    grids.forEach((grid, stage) => {
      grid.drawPlaces(palette, { dim: (i) => i !== step, blank: stage > 0 && reveal && ((i) => i > step) });
      grid.frameAt(step);
      grid.describe(`${titles[stage]}, now ${data.names[step]}: ${written(stages[stage][step])}`);
    });
    const taken = Math.abs(asRead(logits[step]) - asRead(largest) - asRead(shifted[step])) < 1e-9 ? "=" : "≈";
    const read = asReadFine(exponentials[step]) / asReadFine(data.total);
    const equal = Math.abs(read - asReadFine(probabilities[step])) < 1e-12 ? "=" : "≈";
    return {
      sum: `e<sup>${written(logits[step])} − ${factor(largest)}</sup> ${taken} e<sup>${written(shifted[step])}</sup> ${shifted[step] === 0 ? "=" : "≈"} ${fine(exponentials[step])}<br>`
        + `${fine(exponentials[step])} ÷ ${fine(data.total)} ${equal} <span class="res">${fine(probabilities[step])}</span>`,
      say: `The network gives “${data.names[step]}” <b>${percent(probabilities[step])}</b> of the whole.`,
      at: `class ${data.names[step]} · ${step + 1} of ${count}`,
    };
  };
  const lines = grids.flatMap((grid, stage) => [stage ? "↓" : "", grid.figure]);
  return { parts: [{ columns: 2, narrow: 1, parts: lines }], grids, target: grids[3], count, show,
    picks: grids.slice(0, 3).map((grid) => [grid, (r, c) => grid.index(r, c)]) };
}

const OPERATIONS = { convolution, pooling, activation, flatten, dense, softmax };
