/* Charts: figures as the server describes them for Plotly (bars, outlines, words on them), drawn as SVG at the width
   that they have. Such a figure states all that there is to draw: ranges, margins, ticks. Plotly, which measures before it
   draws and took two thirds of the browser's time of a change of the filter, is fetched (picture.js) for the pictures
   that are downloaded and for every other kind of figure. */
(function () {
  "use strict";
  var GAP = 4, LINE = 1.3, NARROWEST = 24, SQUARE = 11;
  var patterns = 0;
  var pen = document.createElement("canvas").getContext("2d");

  function safe(text) {
    return String(text).replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/"/g, "&quot;");
  }

  function item(values, place) {
    return Array.isArray(values) ? values[place] : values;
  }

  function px(number) {
    return Math.round(number * 100) / 100;
  }

  /* The style sheet may exchange a colour, as it does on dark paper. */
  function paint(colour, use) {
    return "var(--" + (use || "fill") + "-" + colour.slice(1) + "," + colour + ")";
  }

  function width(text, font) {
    pen.font = font.size + "px " + font.family;
    return Math.max.apply(null, lines(text).map(function (line) { return pen.measureText(line.words).width; }));
  }

  function lines(text) {
    return String(text).split("<br>").map(function (line) {
      var bold = /^<b>(.*)<\/b>$/.exec(line);
      return { words: bold ? bold[1] : line, bold: Boolean(bold) };
    });
  }

  /* Words at a place: `stand` is where they are as to it: "middle", "above" or "below". */
  function words(text, x, y, anchor, font, stand) {
    var parts = lines(text), step = font.size * LINE;
    var first = { middle: y - (step * (parts.length - 1)) / 2 + font.size * 0.35, above: y - step * (parts.length - 1),
      below: y + font.size }[stand];
    var spans = parts.map(function (line, row) {
      return '<tspan x="' + px(x) + '" y="' + px(first + row * step) + '"' + (line.bold ? ' font-weight="700"' : "") + ">" +
        safe(line.words) + "</tspan>";
    });
    return '<text text-anchor="' + anchor + '" style="font-size:' + font.size + "px;fill:" + paint(font.color) + '">' +
      spans.join("") + "</text>";
  }

  function cut(text, room, font) {
    if (width(text, font) <= room) return text;
    var kept = String(text).replace(/<br>/g, " ");
    while (kept.length > 1 && width(kept + "…", font) > room) kept = kept.slice(0, -1);
    return kept + "…";
  }

  /* Pixels left of the bars: what a figure allows for its labels is an estimate, and at most that. */
  function named(layout) {
    var y = layout.yaxis, font = Object.assign({}, layout.font, y.tickfont);
    if (y.visible === false) return layout.margin.l;
    var widths = y.ticktext.map(function (text) { return width(text, font); });
    return Math.min(layout.margin.l, Math.max.apply(null, widths) + y.ticklabelstandoff + 2 * GAP);
  }

  /* Where values lie in a box of pixels. Axes that are tied to each other keep their proportion. */
  function place(layout, whole) {
    var m = layout.margin, left = Math.max(0, Math.min(named(layout), whole - m.r - NARROWEST));
    var box = { left: left, top: m.t, height: layout.height - m.t - m.b };
    box.width = Math.max(NARROWEST, whole - box.left - m.r);
    var x = layout.xaxis.range, y = layout.yaxis.range;
    var across = box.width / (x[1] - x[0]), down = box.height / (y[1] - y[0]);
    if (layout.yaxis.scaleanchor) {
      across = Math.min(across, down / layout.yaxis.scaleratio);
      down = across * layout.yaxis.scaleratio;
    }
    var top = box.top + (box.height - down * (y[1] - y[0])) / 2;
    left += (box.width - across * (x[1] - x[0])) / 2;
    box.x = function (value) { return left + (value - x[0]) * across; };
    box.y = function (value) { return top + (y[1] - value) * down; };
    return box;
  }

  /* A hatching of its own for a fill; returns its name. */
  function hatching(shape, pattern, mark, defs) {
    var name = "hatching-" + (patterns += 1), size = pattern.size, half = size / 2, quarter = size / 4;
    var rising = "M" + -quarter + "," + quarter + "l" + half + "," + -half + "M0," + size + "L" + size + ",0" +
      "M" + 3 * quarter + "," + 5 * quarter + "l" + half + "," + -half;
    var falling = "M" + quarter + "," + -quarter + "l" + -half + "," + -half + "M0,0L" + size + "," + size +
      "M" + 5 * quarter + "," + 3 * quarter + "l" + half + "," + half;
    var colour = item(pattern.fgcolor, mark), inner;
    if (shape === ".") {
      inner = '<circle cx="' + half + '" cy="' + half + '" r="' + px(size * Math.sqrt(pattern.solidity / Math.PI)) +
        '" style="fill:' + paint(colour) + '"';
    } else {
      inner = '<path d="' + rising + (shape === "x" ? falling : "") + '" fill="none" stroke-width="' +
        px(size * pattern.solidity) + '" style="stroke:' + paint(colour) + '"';
    }
    defs.push('<pattern id="' + name + '" width="' + size + '" height="' + size + '" patternUnits="userSpaceOnUse">' +
      '<rect width="' + size + '" height="' + size + '" style="fill:' + paint(item(pattern.bgcolor, mark)) + '"/>' +
      inner + ' opacity="' + pattern.fgopacity + '"/></pattern>');
    return name;
  }

  /* The rectangles of a trace of bars, each { x, y, dx, dy, end }, and null for what has none. `ends` is how far stacked
     bars reach already. */
  function boxes(figure, trace, number, box, ends) {
    var flat = trace.orientation === "h", mode = figure.layout.barmode;
    var axis = flat ? figure.layout.yaxis : figure.layout.xaxis, count = figure.data.length;
    var share = mode === "group" ? (1 - figure.layout.bargap) / count : null;
    return (flat ? trace.x : trace.y).map(function (value, mark) {
      if (value === null || (mode === "stack" && !value)) return null;
      var middle = axis.type === "category" ? mark : (flat ? trace.y : trace.x)[mark];
      if (share) middle += (number - (count - 1) / 2) * share;
      var half = (share || item(trace.width, mark)) / 2;
      var from = mode === "stack" ? ends[mark] || 0 : item(trace.base, mark) || 0, to = from + value;
      ends[mark] = to;
      var a = flat ? box.x(from) : box.x(middle - half), b = flat ? box.x(to) : box.x(middle + half);
      var c = flat ? box.y(middle - half) : box.y(from), d = flat ? box.y(middle + half) : box.y(to);
      return { x: Math.min(a, b), y: Math.min(c, d), dx: Math.abs(b - a), dy: Math.abs(d - c), end: flat ? b : d };
    });
  }

  function label(figure, trace, mark, at) {
    var text = item(trace.text, mark);
    if (!text) return "";
    var font = Object.assign({ family: figure.layout.font.family }, trace.insidetextfont || trace.textfont);
    font.color = item(font.color, mark);
    var x = at.x + at.dx / 2, y = at.y + at.dy / 2;
    if (trace.textposition === "inside") {
      var high = lines(text).length * font.size * LINE;
      var fits = !figure.layout.uniformtext || (width(text, font) + 2 * GAP <= at.dx && high <= at.dy);
      return fits ? words(text, x, y, "middle", font, "middle") : "";
    }
    if (trace.orientation === "h") return words(text, at.end + GAP, y, "start", font, "middle");
    return words(text, x, at.end - GAP, "middle", font, "above");
  }

  /* What a pointer finds. Where bars do not touch, all of a bar's row or column belongs to it. */
  function point(trace, number, mark, inner) {
    var leads = trace.customdata && trace.customdata[mark] ? " leads" : "";
    return '<g class="point' + leads + '" data-trace="' + number + '" data-mark="' + mark + '">' + inner + "</g>";
  }

  function reach(trace, figure, at, box) {
    if (trace.textposition === "inside" || figure.layout.barmode) return "";
    var flat = trace.orientation === "h", spare = ((1 / item(trace.width, 0) - 1) * (flat ? at.dy : at.dx)) / 2;
    return '<rect fill="transparent" x="' + px(flat ? box.left : at.x - spare) + '" y="' + px(flat ? at.y - spare : box.top) +
      '" width="' + px(flat ? box.width : at.dx + 2 * spare) + '" height="' + px(flat ? at.dy + 2 * spare : box.height) + '"/>';
  }

  function bars(figure, trace, number, box, ends, texts, defs) {
    var marker = trace.marker, edge = marker.line ? ";stroke:" + paint(marker.line.color, "line") : "";
    var hatched = {};
    return boxes(figure, trace, number, box, ends).map(function (at, mark) {
      if (!at) return "";
      var colour = item(marker.color, mark), shape = marker.pattern ? item(marker.pattern.shape, mark) : "";
      var fill = paint(colour), key = shape + colour;
      if (shape) fill = "url(#" + (hatched[key] = hatched[key] || hatching(shape, marker.pattern, mark, defs)) + ")";
      texts.push(label(figure, trace, mark, at));
      var path = '<path d="M' + px(at.x) + "," + px(at.y) + "H" + px(at.x + at.dx) + "V" + px(at.y + at.dy) + "H" + px(at.x) +
        'Z" style="fill:' + fill + edge + '"/>';
      return point(trace, number, mark, reach(trace, figure, at, box) + path);
    }).join("");
  }

  /* An area within its outline; a gap in the coordinates begins another ring. */
  function outline(trace, number, box) {
    var path = "", pause = true;
    trace.x.forEach(function (x, mark) {
      if (x === null) pause = true;
      else {
        path += (pause ? "M" : "L") + px(box.x(x)) + "," + px(box.y(trace.y[mark]));
        pause = false;
      }
    });
    var style = "fill:" + paint(trace.fillcolor) + ";stroke:" + paint(trace.line.color, "line");
    var drawn = '<path d="' + path + '" stroke-width="' + trace.line.width + '" style="' + style + '"/>';
    return trace.hovertext ? point(trace, number, 0, drawn) : drawn;
  }

  function rule(x, y, to, colour) {
    return '<path fill="none" d="M' + px(x) + "," + px(y) + to + '" style="stroke:' + paint(colour, "line") + '"/>';
  }

  function axes(layout, box) {
    var out = "", bottom = box.top + box.height, x = layout.xaxis, y = layout.yaxis, font;
    if (x.visible !== false) {
      font = Object.assign({}, layout.font, x.tickfont);
      x.ticktext.forEach(function (text, mark) {
        out += words(text, box.x(x.type === "category" ? mark : x.tickvals[mark]), bottom + GAP, "middle", font, "below");
      });
      if (x.linecolor) out += rule(box.left, bottom, "h" + px(box.width), x.linecolor);
    }
    if (y.visible !== false) {
      font = Object.assign({}, layout.font, y.tickfont);
      y.ticktext.forEach(function (text, mark) {
        var at = box.y(y.type === "category" ? mark : y.tickvals[mark]), gap = y.ticklabelstandoff + GAP;
        if (y.gridcolor) out += rule(box.left, at, "h" + px(box.width), y.gridcolor);
        out += words(cut(text, box.left - gap, font), box.left - gap, at, "end", font, "middle");
      });
      if (y.zerolinecolor) out += rule(box.left, box.y(0), "h" + px(box.width), y.zerolinecolor);
    }
    return out;
  }

  function legend(figure, box) {
    if (!figure.layout.showlegend) return "";
    var font = Object.assign({}, figure.layout.font, figure.layout.legend.font), at = box.left, out = "";
    figure.data.forEach(function (trace) {
      out += '<rect x="' + px(at) + '" y="' + (GAP + 1) + '" width="' + SQUARE + '" height="' + SQUARE + '" style="fill:' +
        paint(trace.marker.color) + '"/>' + words(trace.name, at + SQUARE + GAP, GAP + 1 + SQUARE / 2, "start", font, "middle");
      at += SQUARE + 6 * GAP + width(trace.name, font);
    });
    return out;
  }

  function notes(layout, box) {
    return (layout.annotations || []).map(function (note) {
      var x = note.xref === "paper" ? box.left + note.x * box.width : box.x(note.x);
      return words(note.text, x + note.xshift, box.y(Number(note.y)), "start", note.font, "middle");
    }).join("") + (layout.shapes || []).map(function (shape) {
      var x = box.x(shape.x0), y = box.y(shape.y0);
      return '<path fill="none" pointer-events="none" d="M' + px(x) + "," + px(y) + "H" + px(box.x(shape.x1)) + "V" +
        px(box.y(shape.y1)) + "H" + px(x) + 'Z" stroke-width="' + shape.line.width + '" style="stroke:' +
        paint(shape.line.color, "line") + '"/>';
    }).join("");
  }

  /* Whether a figure is of the kind that this script draws: all else is left to Plotly. */
  function isKnown(figure) {
    var layout = figure.layout;
    return [layout.xaxis, layout.yaxis].every(function (axis) { return axis && axis.range; }) &&
      figure.data.every(function (trace) {
        return trace.type === "bar" || (trace.type === "scatter" && /^(lines|text)$/.test(trace.mode));
      });
  }

  function draw(chart, whole) {
    chart.whole = whole;
    if (isKnown(chart.figure)) sketch(chart, whole);
    else byPlotly(chart, whole);
  }

  function byPlotly(chart, whole) {
    var figure = chart.figure;
    window.board.plotly().then(function (made) {
      if (chart.figure !== figure || chart.whole !== whole) return;
      var layout = Object.assign({}, figure.layout, { width: whole, autosize: false });
      made.react(chart, figure.data, layout, { displayModeBar: false, showTips: false });
      chart.removeAllListeners("plotly_click");
      chart.on("plotly_click", function (event) {
        if (event.points[0].customdata) window.board.go(event.points[0].customdata);
      });
    });
  }

  /* A figure of bars, outlines and words in its place, at a width in pixels. */
  function sketch(chart, whole) {
    var figure = chart.figure, layout = figure.layout, box = place(layout, whole), texts = [], defs = [], ends = [];
    var drawn = figure.data.map(function (trace, number) {
      if (trace.type === "bar") return bars(figure, trace, number, box, ends, texts, defs);
      if (trace.mode === "lines") return outline(trace, number, box);
      trace.text.forEach(function (text, mark) {
        texts.push(words(text, box.x(trace.x[mark]), box.y(trace.y[mark]), "middle", trace.textfont, "middle"));
      });
      return "";
    });
    chart.innerHTML = '<svg width="' + px(whole) + '" height="' + layout.height + '"><defs>' + defs.join("") + "</defs>" +
      axes(layout, box) + drawn.join("") + notes(layout, box) + texts.join("") + legend(figure, box) + "</svg>";
  }

  /* A chart is drawn once its width is known, and again when that changes; not at all where it is not shown. */
  var sizes = new ResizeObserver(function (entries) {
    entries.forEach(function (entry) {
      var whole = entry.contentRect.width;
      if (!whole) entry.target.whole = 0;
      else if (whole !== entry.target.whole) window.board.draw(entry.target, whole);
    });
  });

  function Chart(props) {
    var chart = React.useRef(null);
    React.useLayoutEffect(function () {
      chart.current.figure = props.figure;
      if (chart.current.whole) window.board.draw(chart.current, chart.current.whole);
    }, [props.figure]);
    React.useLayoutEffect(function () {
      var mine = chart.current;
      sizes.observe(mine);
      return function () { sizes.unobserve(mine); };
    }, []);
    return React.createElement("div", { ref: chart, className: "chart", style: { height: props.figure.layout.height } });
  }

  /* Pages are printed at another width, and browsers do not tell of it in time. */
  function forPrint(printing) {
    document.documentElement.classList.toggle("printing", printing);
    document.querySelectorAll(".chart").forEach(function (chart) {
      if (chart.clientWidth) window.board.draw(chart, chart.clientWidth);
    });
  }
  window.addEventListener("beforeprint", forPrint.bind(null, true));
  window.addEventListener("afterprint", forPrint.bind(null, false));

  /* What the pointer is on: { trace, mark }, with what is said of it and where a click leads. */
  function found(event) {
    var at = event.target.closest && event.target.closest(".chart .point[data-trace]");
    if (!at) return null;
    var trace = at.closest(".chart").figure.data[at.dataset.trace], mark = at.dataset.mark;
    return { said: item(trace.hovertext, mark), target: trace.customdata && trace.customdata[mark] };
  }

  var hint = null;
  function hide() {
    if (hint) hint.hidden = true;
  }
  function say(words, event) {
    if (!hint) {
      hint = document.createElement("div");
      hint.className = "chart-hint";
      document.body.appendChild(hint);
    }
    hint.textContent = words.replace(/<br>/g, "\n");
    hint.hidden = false;
    var size = hint.getBoundingClientRect(), left = event.clientX + 14, top = event.clientY - size.height / 2;
    if (left + size.width > window.innerWidth) left = Math.max(0, event.clientX - 14 - size.width);
    hint.style.left = left + "px";
    hint.style.top = Math.min(Math.max(0, top), window.innerHeight - size.height) + "px";
  }

  document.addEventListener("pointermove", function (event) {
    var on = found(event);
    if (on && on.said) say(on.said, event);
    else hide();
  });
  window.addEventListener("scroll", hide, true);
  /* A finger does not hover: where a tap leads nowhere, it says what the pointer would. */
  document.addEventListener("click", function (event) {
    var on = found(event);
    if (on && on.said && !on.target) return say(on.said, event);
    hide();
    if (on && on.target) window.board.go(on.target);
  });

  window.board = Object.assign({}, window.board, { Chart: Chart, draw: draw });
})();
