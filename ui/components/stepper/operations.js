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
    const products = { ...weights, value: product,
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
    const bias = data.bias ? ` ${data.bias < 0 ? MINUS : "+"} ${written(Math.abs(data.bias))}` : "";
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
  const usedRows = (output.shape[0] - 1) * data.stride[0] + data.size[0];
  const usedColumns = (columnsOut - 1) * data.stride[1] + data.size[1];
  const unused = (r, c) => r >= usedRows || c >= usedColumns;

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
    this.figure.innerHTML = `<figcaption><b>${data.name}</b><span>output against input</span></figcaption><div class="grid"><canvas role="img"></canvas></div>`;
    this.canvas = this.figure.querySelector("canvas");
  }

  fit(width, share) {
    this.size = Math.min(250, width - 20) * share;
    const ratio = window.devicePixelRatio || 1;
    this.canvas.width = this.canvas.height = this.size * ratio;
    this.canvas.style.width = this.canvas.style.height = `${this.size}px`;
    this.pen = this.canvas.getContext("2d");
    this.pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  }

  draw(palette, x, y) {
    const { pen, size } = this;
    const { span, curve } = this.data;
    const across = (value) => ((value + span) / (2 * span)) * size;
    const up = (value) => size - across(value);
    pen.clearRect(0, 0, size, size);
    pen.strokeStyle = palette.line;
    pen.fillStyle = palette.soft;
    pen.lineWidth = 1;
    pen.font = '12px "Source Sans", system-ui, sans-serif';
    for (const value of [-span, -span / 2, 0, span / 2, span]) {
      pen.beginPath();
      pen.moveTo(across(value), 0);
      pen.lineTo(across(value), size);
      pen.moveTo(0, up(value));
      pen.lineTo(size, up(value));
      pen.stroke();
    }
    pen.fillText(written(span), size - 26, up(0) - 5);
    pen.fillText(written(-span), 3, up(0) - 5);
    pen.strokeStyle = palette.ink;
    pen.lineWidth = 2.5;
    pen.beginPath();
    curve.forEach(([a, b], i) => (i ? pen.lineTo(across(a), up(b)) : pen.moveTo(across(a), up(b))));
    pen.stroke();
    pen.strokeStyle = palette.focus;
    pen.setLineDash([4, 3]);
    pen.lineWidth = 1.5;
    pen.beginPath();
    pen.moveTo(across(x), up(0));
    pen.lineTo(across(x), up(y));
    pen.lineTo(across(0), up(y));
    pen.stroke();
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
    before.draw(palette, { dim: (r, c) => r !== row || c !== column });
    before.frame(row, column, 1, 1);
    curve.draw(palette, x, y);
    after.draw(palette, { blank: reveal && ((r, c) => r * columns + c > step) });
    after.frame(row, column, 1, 1);
    before.describe(`${data.input.title}, ${sized(before)}, now at row ${row}, column ${column}: ${written(x)}`);
    after.describe(`${data.output.title}, ${sized(after)}, now at row ${row}, column ${column}: ${written(y)}`);
    const formula = { relu: `max(0, ${written(x)})`, sigmoid: `1 ÷ (1 + e<sup>${written(-x)}</sup>)`, tanh: `tanh(${written(x)})` };
    const read = { relu: Math.max(0, asRead(x)), sigmoid: 1 / (1 + Math.exp(-asRead(x))), tanh: Math.tanh(asRead(x)) };
    const told = { relu: x > 0 ? "Above zero: it passes unchanged." : x < 0 ? "Below zero: it becomes 0." : "Zero stays 0.",
      sigmoid: `Squeezed between 0 and 1: <b>${written(y)}</b>.`, tanh: `Squeezed between ${MINUS}1 and 1: <b>${written(y)}</b>.` };
    return {
      sum: `${data.name}(${written(x)}) = ${formula[data.kind]} ${Math.abs(read[data.kind] - y) < 0.005 && data.kind === "relu" ? "=" : "≈"} ${result(y)}`,
      say: told[data.kind],
      at: `cell ${step + 1} of ${output.numbers.length} · row ${row}, column ${column}`,
    };
  };
  return { parts: [before.figure, "→", curve.figure, "→", after.figure], grids: [before, after, curve], target: after,
    count: output.numbers.length, show };
}

// A vector as a grid: a row for each map while that fits, else as wide as it takes to stay compact.
const vectorSource = (numbers, maps, color, limit) => {
  const length = numbers.length;
  const each = length / maps;
  const columns = each <= 16 ? each : Math.ceil(Math.sqrt(length * 4));
  const value = (row, column) => numbers[row * columns + column];
  return { rows: Math.ceil(length / columns), columns, value, limit,
    color: (row, column, palette) => (row * columns + column < length ? color(value(row, column), palette) : palette.zero) };
};

function flatten(data) {
  const input = decoded(data.input);
  const [channels, height, width] = input.shape;
  const color = signedColor(data.input.limit);
  const maps = data.input.names.map((name, channel) =>
    new Grid(name, `${height} × ${width}`, channelOf(input, channel, color), { maxWidth: 180, maxHeight: 260 }));
  const source = vectorSource(input.numbers, channels, color);
  const vector = new Grid("Vector", counted(input.numbers.length, "number"), source, { maxWidth: 460, maxHeight: 300 });
  const show = (step, palette, reveal) => {
    const channel = Math.floor(step / (height * width));
    const [row, column] = [Math.floor((step % (height * width)) / width), step % width];
    maps.forEach((map, i) => {
      map.draw(palette, { dim: (r, c) => i !== channel || r !== row || c !== column });
      map.outline.style.display = "none";
      map.describe(`${map.title}, ${height} × ${width}`);
    });
    maps[channel].frame(row, column, 1, 1);
    const filled = (r, c) => r * source.columns + c;
    vector.draw(palette, { blank: (r, c) => (reveal && filled(r, c) > step) || filled(r, c) >= input.numbers.length });
    vector.frame(Math.floor(step / source.columns), step % source.columns, 1, 1);
    vector.describe(`Vector, now at entry ${step}: ${written(input.numbers[step])}`);
    return {
      sum: `entry = map·(rows·columns) + row·columns + column = ${channel}·(${height}·${width}) + ${row}·${width} + ${column} = ${result(step)}`,
      say: `Entry ${step} of the vector is map ${channel} (${data.input.names[channel]}), row ${row}, column ${column}: <b>${written(input.numbers[step])}</b>.`,
      at: `entry ${step} · ${step + 1} of ${input.numbers.length}`,
    };
  };
  return { parts: [{ columns: maps.length, parts: maps.map((map) => map.figure) }, "→", vector.figure],
    grids: [...maps, vector], target: vector, count: input.numbers.length, show };
}

function dense(data) {
  const x = decoded(data.input);
  const w = decoded(data.weights);
  const order = decoded(data.order).numbers;
  const logits = decoded(data.output);
  const length = x.numbers.length;
  const products = x.numbers.map((value, i) => value * w.numbers[i]);
  const limitOf = (numbers) => numbers.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-9);
  const grid = (title, note, numbers) => {
    const source = vectorSource(numbers, data.maps, signedColor(limitOf(numbers)));
    return new Grid(title, note, source, { maxWidth: 330, maxHeight: 300 });
  };
  const inputs = grid("Vector", counted(length, "number"), x.numbers);
  const weights = grid("Weights", `of unit “${data.unit}”`, w.numbers);
  const terms = grid("Products", counted(length, "term"), products);
  const outputs = new Grid("Logits", counted(logits.numbers.length, "unit"), channelOf({ numbers: logits.numbers, shape: [logits.numbers.length, 1] }, 0,
    signedColor(limitOf(logits.numbers))), { maxHeight: 330 });
  const columns = inputs.columns;
  const seen = new Uint8Array(length);
  const shownTerms = 24;

  const show = (step, palette, reveal) => {
    seen.fill(0);
    for (let i = 0; i <= step; i++) seen[order[i]] = 1;
    const now = order[step];
    const index = (r, c) => r * columns + c;
    for (const part of [inputs, weights, terms]) {
      part.draw(palette, { dim: (r, c) => !seen[index(r, c)], blank: (r, c) => index(r, c) >= length || (part === terms && reveal && !seen[index(r, c)]) });
      part.frame(Math.floor(now / columns), now % columns, 1, 1);
    }
    outputs.draw(palette, { dim: (r) => r !== data.unitIndex });
    outputs.frame(data.unitIndex, 0, 1, 1);
    let [running, read] = [data.bias, asRead(data.bias)];
    const list = [];
    for (let i = 0; i <= step; i++) {
      const at = order[i];
      running += products[at];
      read += asRead(x.numbers[at]) * asRead(w.numbers[at]);
      if (step < shownTerms || i > step - shownTerms) list.push(tinted(`${factor(x.numbers[at])}·${factor(w.numbers[at])}`, products[at]));
    }
    const last = step === length - 1;
    const total = last ? logits.numbers[data.unitIndex] : running;
    const earlier = step >= shownTerms ? `… ${counted(step + 1 - shownTerms, "earlier term")} … + ` : "";
    inputs.describe(`Vector, now entry ${now}: ${written(x.numbers[now])}`);
    weights.describe(`Weights of unit ${data.unit}, now entry ${now}: ${written(w.numbers[now])}`);
    terms.describe(`Products, now entry ${now}: ${written(products[now])}`);
    outputs.describe(`Logits: ${[...logits.numbers].map((value, i) => `${data.names[i]} ${written(value)}`).join(", ")}`);
    return {
      sum: `<b>bias</b> ${written(data.bias)} + ${earlier}${list.join(" + ")} ${equals(read, total)} ${result(total)}`,
      say: last ? `All ${length} terms and the bias are in: the logit of “${data.unit}” is <b>${written(total)}</b>.`
        : `Entry ${now} comes from ${data.places[now] ?? `entry ${now}`} and counts ${written(products[now])}. So far: <b>${written(total)}</b>.`,
      at: `term ${step + 1} of ${length}`,
    };
  };
  return { parts: [inputs.figure, "×", weights.figure, "=", terms.figure, "→", outputs.figure],
    grids: [inputs, weights, terms, outputs], target: terms, count: length, show };
}

function softmax(data) {
  const stages = ["logits", "shifted", "exponentials", "probabilities"].map((name) => decoded(data[name]).numbers);
  const [logits, shifted, exponentials, probabilities] = stages;
  const titles = ["Logits", "Minus the largest", "e to the power", "Share"];
  const row = (numbers, i) => new Grid(titles[i], i === 2 ? `sum ${written(data.total)}` : counted(numbers.length, "number"),
    channelOf({ numbers, shape: [numbers.length, 1] }, 0, signedColor(Math.max(...[...numbers].map(Math.abs), 1e-9))), { big: true, maxHeight: 480 });
  const grids = stages.map(row);
  const show = (step, palette, reveal) => {
    grids.forEach((grid, i) => {
      grid.draw(palette, { blank: i && reveal && ((r) => r > step) });
      grid.frame(step, 0, 1, 1);
      grid.describe(`${titles[i]}, now ${data.names[step]}: ${written(stages[i][step])}`);
    });
    const largest = logits[step] - shifted[step];
    const read = asRead(exponentials[step]) / asRead(data.total);
    return {
      sum: `e<sup>${written(logits[step])} − ${factor(largest)}</sup> = e<sup>${written(shifted[step])}</sup> ≈ ${written(exponentials[step])}<br>`
        + `${written(exponentials[step])} ÷ ${written(data.total)} ${equals(read, probabilities[step])} ${result(probabilities[step])}`,
      say: `The network gives “${data.names[step]}” a share of <b>${written(probabilities[step])}</b>.`,
      at: `class ${data.names[step]} · ${step + 1} of ${logits.length}`,
    };
  };
  return { parts: [grids[0].figure, "→", grids[1].figure, "→", grids[2].figure, "→", grids[3].figure], grids, target: grids[3], count: logits.length, show };
}

const OPERATIONS = { convolution, pooling, activation, flatten, dense, softmax };
