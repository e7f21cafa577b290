/* Back shows a page as it was left: how far it was scrolled, and the grid in its order, at its row. What an entry of the
   history was left with stands in its state, so that a reload keeps it too. */
(function () {
  "use strict";
  var GRID = "projects-grid", PATIENCE = 6000, QUIET = 500;
  var timer = null, attempt = 0;
  window.history.scrollRestoration = "manual";

  function gridApi() {
    return document.getElementById(GRID) && window.dash_ag_grid ? window.dash_ag_grid.getApi(GRID) : null;
  }

  function gridState(api) {
    var sorted = api.getColumnState().filter(function (column) { return column.sort; });
    return {
      sort: sorted.map(function (column) {
        return { colId: column.colId, sort: column.sort, sortIndex: column.sortIndex };
      }),
      row: api.getFirstDisplayedRowIndex(),
    };
  }

  function remember() {
    window.clearTimeout(timer);
    var api = gridApi(), left = { y: window.scrollY };
    if (api) left.grid = gridState(api);
    window.history.replaceState(Object.assign({}, window.history.state, { left: left }), "");
  }

  function soon() {
    window.clearTimeout(timer);
    timer = window.setTimeout(remember, 200);
  }

  /* The page is drawn in steps: it is put where it was until nothing has changed for a moment, or the user takes over. */
  function restore() {
    var left = window.history.state && window.history.state.left, mine = (attempt += 1);
    if (!left) return;
    var begun = performance.now(), changed = 0, sorted = false, placed = false, content = document.getElementById("content");
    var watch = new MutationObserver(function () { changed = performance.now(); });
    if (content) watch.observe(content, { childList: true, subtree: true });
    (function step() {
      var now = performance.now(), api = left.grid ? gridApi() : null;
      if (mine !== attempt || now - begun > PATIENCE) return watch.disconnect();
      if (api && !sorted) {
        if (left.grid.sort.length) api.applyColumnState({ state: left.grid.sort, defaultState: { sort: null } });
        sorted = true;
      }
      if (api && !placed && api.getDisplayedRowCount() > left.grid.row && api.getDisplayedRowAtIndex(0).data) {
        api.ensureIndexVisible(left.grid.row, "top");
        placed = true;
      }
      if (window.scrollY !== left.y) window.scrollTo(0, left.y);
      var done = changed && now - changed > QUIET && (!left.grid || placed);
      if (done) return watch.disconnect();
      window.requestAnimationFrame(step);
    })();
  }

  function stop() {
    attempt += 1;
  }

  var push = window.history.pushState;
  window.history.pushState = function () {
    stop();
    remember();
    return push.apply(window.history, arguments);
  };
  window.addEventListener("popstate", restore);
  window.addEventListener("scroll", soon, { passive: true });
  ["wheel", "touchstart", "keydown", "mousedown"].forEach(function (name) {
    window.addEventListener(name, stop, { passive: true, capture: true });
  });
  window.addEventListener("pagehide", remember);
  document.addEventListener("DOMContentLoaded", restore);
})();
