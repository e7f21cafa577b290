/* A chart as a picture with what must stand beside it: title, filter, as-of date, and the mark of invented data. */
(function () {
  "use strict";
  var library = null;

  /* Plotly, fetched when it is first needed. */
  function plotly() {
    library = library || new Promise(function (ready, failed) {
      var script = document.createElement("script");
      script.src = document.querySelector("meta[name=plotly]").content;
      script.onload = function () { ready(window.Plotly); };
      script.onerror = function () { library = null; failed(new Error(script.src)); };
      document.head.appendChild(script);
    });
    return library;
  }

  function save(button) {
    var title = button.getAttribute("data-title"), kind = button.getAttribute("data-image");
    var chart = button.closest(".chart-frame").querySelector(".chart");
    var lines = captions();
    var layout = JSON.parse(JSON.stringify(chart.figure.layout));
    var size = { width: Math.max(chart.clientWidth, 720), height: layout.height + 44 + 20 * lines.length };
    var margin = layout.margin;
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
    Object.assign(layout, size, { autosize: false, paper_bgcolor: "#fff", plot_bgcolor: "#fff" });
    layout.margin = Object.assign({}, margin, { r: margin.r + 16, t: margin.t + 44, b: margin.b + 8 + 20 * lines.length });
    var wanted = Object.assign({ format: kind, scale: 2 }, size);
    plotly().then(function (made) {
      return made.toImage({ data: chart.figure.data, layout: layout }, wanted);
    }).then(fetch).then(function (answer) {
      return answer.blob();
    }).then(function (blob) {
      var link = document.createElement("a");
      link.href = URL.createObjectURL(blob);
      link.download = title + "." + kind;
      document.body.appendChild(link);
      link.click();
      link.remove();
      window.setTimeout(URL.revokeObjectURL.bind(URL, link.href), 10000);
    });
  }

  /* What the page is about: filter and as-of date, and whether it holds invented progress. */
  function captions() {
    function texts(parts) {
      return Array.prototype.map.call(parts, function (part) { return part.textContent; });
    }
    var chips = texts(document.querySelectorAll(".chips .chip")).map(function (text) { return text.replace(/×$/, ""); });
    var date = document.querySelector(".freshness .fact");
    var mark = document.querySelector('[data-mark="synthetic-progress"]');
    return [chips.join("；") + (date ? " · " + texts(date.children).join(" ") : "")].concat(mark ? texts([mark]) : []);
  }

  window.board = Object.assign({}, window.board, { plotly: plotly });
  document.addEventListener("click", function (event) {
    var button = event.target.closest && event.target.closest("[data-image]");
    if (button) save(button);
  });
})();
