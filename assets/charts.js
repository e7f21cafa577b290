/* Charts: figures as the server describes them, drawn by Plotly at the width that they have; and their pictures.
   A chart is an element `.chart` whose `data-figure` holds the figure. */
(function () {
  "use strict";
  var FINGER = window.matchMedia("(pointer: coarse)");
  /* Words of Plotly's own buttons, as its locale of Chinese has them. */
  var CHINESE = {
    moduleType: "locale",
    name: "zh-CN",
    dictionary: { "Zoom in": "放大", "Zoom out": "缩小", "Reset axes": "重置轴", "Double-click to zoom back out": "双击返回缩小显示",
      "Double-click on legend to isolate one trace": "双击图例只看一项", "Produced with Plotly.js": "由Plotly.js生成" },
    format: { days: ["星期日", "星期一", "星期二", "星期三", "星期四", "星期五", "星期六"],
      shortDays: ["周日", "周一", "周二", "周三", "周四", "周五", "周六"],
      months: ["一月", "二月", "三月", "四月", "五月", "六月", "七月", "八月", "九月", "十月", "十一月", "十二月"],
      shortMonths: ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"], date: "%Y-%m-%d" }
  };

  function figureOf(chart) {
    if (chart.source !== chart.dataset.figure) {
      chart.source = chart.dataset.figure;
      chart.figure = JSON.parse(chart.source);
    }
    return chart.figure;
  }

  /* Where a click on a mark leads: of bars each has its own, of an outline it is the whole. */
  function target(event) {
    var point = event.points[0];
    return point.customdata || point.data.meta;
  }

  function config(layout) {
    return { displaylogo: false, locale: document.documentElement.lang, doubleClick: layout.dragmode ? "reset" : false,
      displayModeBar: layout.dragmode ? "hover" : false, modeBarButtons: [["zoomIn2d", "zoomOut2d", "resetScale2d"]] };
  }

  /* A finger that drags scrolls the page. */
  function stand(layout) {
    layout.dragmode = false;
    Object.keys(layout).filter(function (name) { return /^[xy]axis/.test(name); }).forEach(function (name) {
      layout[name].fixedrange = true;
    });
  }

  function draw(chart) {
    var width = chart.clientWidth, figure = figureOf(chart);
    if (!width || (chart.drawn === figure && chart.width === width)) return;
    var layout = Object.assign({}, figure.layout, { width: width });
    if (FINGER.matches) stand(layout);
    window.Plotly.react(chart, figure.data, layout, config(layout));
    chart.drawn = figure;
    chart.width = width;
    chart.at = performance.now();
    if (chart.listens) return;
    chart.listens = true;
    chart.on("plotly_click", function (event) {
      if (target(event)) window.board.go(target(event));
    });
    chart.on("plotly_hover", function (event) {
      chart.classList.toggle("leads", Boolean(target(event)));
    });
  }

  function all(of, use) {
    if (of.matches && of.matches(".chart")) use(of);
    else if (of.querySelectorAll) of.querySelectorAll(".chart").forEach(use);
  }

  /* A chart is drawn as soon as it is there, and again when its figure or its width changes; not where it is hidden. */
  var sizes = new ResizeObserver(function (entries) {
    entries.forEach(function (entry) { draw(entry.target); });
  });
  function added(chart) {
    draw(chart);
    sizes.observe(chart);
  }
  function removed(chart) {
    sizes.unobserve(chart);
    if (chart.drawn) window.Plotly.purge(chart);
  }
  new MutationObserver(function (changes) {
    changes.forEach(function (change) {
      if (change.type === "attributes") return draw(change.target);
      if (change.target.closest(".chart")) return; /* by Plotly itself */
      change.removedNodes.forEach(function (node) { all(node, removed); });
      change.addedNodes.forEach(function (node) { all(node, added); });
    });
  }).observe(document.documentElement, { childList: true, subtree: true, attributes: true, attributeFilter: ["data-figure"] });

  /* Pages are printed at another width, and browsers do not tell of it in time. */
  function forPrint(printing) {
    document.documentElement.classList.toggle("printing", printing);
    all(document, draw);
  }
  window.addEventListener("beforeprint", forPrint.bind(null, true));
  window.addEventListener("afterprint", forPrint.bind(null, false));

  function texts(parts) {
    return Array.prototype.map.call(parts, function (part) { return part.textContent; });
  }

  /* The filter, condition by condition. */
  function conditions() {
    return texts(document.querySelectorAll(".chips .chip")).map(function (text) { return text.replace(/×$/, ""); });
  }

  /* Pictures of two filters have two names; what Windows refuses in one is left out. */
  function fileName(title) {
    return [title].concat(conditions()).join("_").replace(/[\\/:*?"<>|：\s]/g, "").slice(0, 120);
  }

  /* What a picture is about: filter and as-of date, and whether the page holds invented progress. */
  function captions() {
    var chips = conditions();
    var date = document.querySelector(".freshness .fact");
    var mark = document.querySelector('[data-mark="synthetic-progress"]');
    return [chips.join("；") + (date ? " · " + texts(date.children).join(" ") : "")].concat(mark ? texts([mark]) : []);
  }

  /* The figure with its title above and what it is about below. */
  function withWords(figure, title, width) {
    var lines = captions(), layout = JSON.parse(JSON.stringify(figure.layout)), margin = layout.margin;
    function words(text, place) {
      var fixed = { text: text, showarrow: false, xref: "paper", yref: "paper", xanchor: "left", x: 0, xshift: 8 - margin.l };
      return Object.assign(fixed, place);
    }
    layout.annotations = (layout.annotations || []).concat(
      [words("<b>" + title + "</b>", { y: 1, yanchor: "bottom", yshift: margin.t + 8, font: { size: 16 } })],
      lines.map(function (text, row) {
        return words(text, { y: 0, yanchor: "top", yshift: -margin.b - 4 - 18 * row, font: { size: 11 } });
      })
    );
    Object.assign(layout, { width: width, height: layout.height + 52 + 20 * lines.length, paper_bgcolor: "#fff", plot_bgcolor: "#fff" });
    layout.margin = Object.assign({}, margin, { r: margin.r + 16, t: margin.t + 44, b: margin.b + 8 + 20 * lines.length });
    return { data: figure.data, layout: layout };
  }

  /* An open menu closes where anything else is clicked, and by Escape, which gives the focus back. */
  document.addEventListener("click", function (event) {
    document.querySelectorAll(".chart-menu[open]").forEach(function (menu) {
      if (!menu.contains(event.target)) menu.open = false;
    });
  });
  document.addEventListener("keydown", function (event) {
    var menu = event.key === "Escape" && document.querySelector(".chart-menu[open]");
    if (!menu) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });

  document.addEventListener("click", function (event) {
    var button = event.target.closest && event.target.closest("[data-image]");
    if (!button) return;
    var chart = button.closest(".chart-frame").querySelector(".chart"), title = button.dataset.title;
    var figure = withWords(figureOf(chart), title, Math.max(chart.clientWidth, 720));
    var size = { width: figure.layout.width, height: figure.layout.height };
    window.Plotly.downloadImage(figure, Object.assign({ format: button.dataset.image, scale: 2, filename: fileName(title) }, size));
  });

  window.Plotly.register(CHINESE);
})();
