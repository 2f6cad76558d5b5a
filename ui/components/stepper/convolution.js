// Convolution: a kernel slides over the image; products, their sum, one cell of the map.

function convolution(data) {
  const kernel = decoded(data.kernel);
  const output = decoded(data.output);
  const [channels, kernelRows, kernelColumns] = kernel.shape;
  const cells = kernelRows * kernelColumns * channels;
  const source = inputSource(data.input, decoded(data.input), data.padding);
  const place = { rows: [], columns: [] };
  const image = new Grid(data.input.title, sized(source), source, { maxWidth: 320 });
  const map = mapGrid(data.output, output, { big: true });

  const kernelLimit = largestOf(kernel.numbers);
  const productColor = signedColor(kernelLimit * Math.max(...data.input.range.map(Math.abs)));
  const room = channels > 1 || kernelColumns > 3 || !isSmall(source) ? { maxWidth: 190 } : {};
  const rows = Array.from({ length: channels }, (_, channel) => {
    const name = channels > 1 ? data.input.names[channel] : "";
    const weights = channelOf(kernel, channel, signedColor(kernelLimit));
    const pixels = windowSource(source, channel, kernelRows, kernelColumns, place, pictureColor(data.input));
    const value = (row, column) => pixels.value(row, column) * weights.value(row, column);
    const products = { ...weights, steady: false, value, color: (row, column, palette) => productColor(value(row, column), palette) };
    return {
      name,
      window: new Grid("Window", name || sized(weights), pixels, room),
      weights: new Grid("Kernel", name || data.kernel.title, weights, room),
      products: new Grid("Products", name || sized(weights), products, room),
    };
  });
  // The window repeats what the image shows, so it only stands there when the image's own numbers can't be read.
  const withWindow = channels > 1 || !isSmall(source);
  const small = rows.flatMap((row) => (withWindow ? [row.window, row.weights, row.products] : [row.weights, row.products]));
  const block = rows.flatMap((row) => [...(withWindow ? [row.window.figure, "×"] : []), row.weights.figure, "=", row.products.figure]);
  const parts = withWindow
    ? [image.figure, { columns: 5, parts: block }, "→", map.figure]
    : [image.figure, "×", ...block, "→", map.figure];

  // The products of one channel, written out and added up; `tally` counts and adds those of all channels by their sign.
  const addUp = ({ window: pixels, weights }, tally) => {
    const lines = [];
    let [sum, read] = [0, 0];
    for (let i = 0; i < kernelRows; i++) {
      const terms = [];
      for (let j = 0; j < kernelColumns; j++) {
        const [a, b] = [pixels.value(i, j), weights.value(i, j)];
        const product = a * b;
        sum += product;
        read += asRead(a) * asRead(b);
        if (product > 0) [tally.plus, tally.agree] = [tally.plus + product, tally.agree + 1];
        if (product < 0) [tally.minus, tally.disagree] = [tally.minus + product, tally.disagree + 1];
        terms.push(tinted(`${factor(a)}·${factor(b)}`, product));
      }
      lines.push(terms.join(" + "));
    }
    return { lines, sum, read };
  };

  // From the sum of all products to the cell: divided where that was asked for, and the bias.
  const ending = (read, sum, total) => {
    const named = channels > 1 ? " (bias)" : "";
    const bias = data.bias || named ? ` ${data.bias < 0 ? MINUS : "+"} ${written(Math.abs(data.bias))}${named}` : "";
    const divided = data.divisor === 1 ? "" : ` ÷ ${data.divisor}`;
    if (!divided && !bias) return ` ${equals(read, total)} ${result(total)}`;
    const readTotal = asRead(sum) / data.divisor + asRead(data.bias);
    return ` ${equals(read, sum)} ${written(sum)}${divided}${bias} ${equals(readTotal, total)} ${result(total)}`;
  };

  const told = ({ plus, minus, agree, disagree }, total) => {
    const isBitmap = data.input.range[0] === -1 && agree + disagree === cells;
    if (!isBitmap) return `Products above zero add ${written(plus)}, products below zero add ${written(minus)}. The result is <b>${written(total)}</b>.`;
    return `${agree === cells ? `All ${cells} cells agree` : `${agree} of ${counted(cells, "cell")} agree with the kernel, ${disagree} disagree`}: <b>${written(total)}</b>.`;
  };

  const draw = (step, palette, reveal) => {
    const [row, column] = cellOf(step, map.columns);
    const [top, left] = [row * data.stride[0], column * data.stride[1]];
    place.rows = cellsFrom(top, kernelRows, data.dilation[0]);
    place.columns = cellsFrom(left, kernelColumns, data.dilation[1]);
    image.draw(palette, { dim: (r, c) => !place.rows.includes(r) || !place.columns.includes(c), hatch: source.isPadding });
    image.frame(top, left, place.rows.at(-1) - top + 1, place.columns.at(-1) - left + 1);
    image.describe(windowAt(image, top, left));
    for (const grid of small) {
      grid.draw(palette);
      grid.describe(`${grid.title}: ${grid.lines().map((line) => line.map(written).join(" ")).join(" / ")}`);
    }
    fillMap(map, step, palette, reveal);
  };

  const show = (step, palette, reveal) => {
    draw(step, palette, reveal);
    const total = output.numbers[step];
    const tally = { plus: 0, minus: 0, agree: 0, disagree: 0 };
    const sums = rows.map((row) => addUp(row, tally));
    const lines = sums.map(({ lines, sum, read }, channel) => (channels > 1
      ? `<b>${rows[channel].name}</b> ${lines.join(" + ")} ${equals(read, sum)} ${written(sum)}`
      : lines.join(" +<br>")));
    const read = sums.reduce((all, sum) => all + sum.read, 0);
    const caption = data.captions[step];
    return {
      sum: lines.join("<br>") + (channels > 1 ? "<br>all channels" : "") + ending(read, tally.plus + tally.minus, total),
      say: told(tally, total) + (caption ? ` ${caption}` : ""),
      at: stopAt(map, step),
    };
  };
  return { parts, grids: [image, map, ...small], target: map, count: output.numbers.length, show };
}
