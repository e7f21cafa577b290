/* Client side of the frame: the URL is the state, the server decides what it means. */
(function () {
  "use strict";
  /* Addresses that the filter bar itself asked for, with the time: the bar need not follow them. */
  var own = {};
  /* The query that the bar stands for: what the server last set it to, then what the user made of it. */
  var standing = { query: null, at: null };

  /* A table that is wider than its place can be scrolled by keyboard only if it can have the focus. */
  function reachable() {
    document.querySelectorAll(".table-scroll").forEach(function (place) {
      if (place.scrollWidth > place.clientWidth) place.tabIndex = 0;
      else place.removeAttribute("tabindex");
    });
  }
  window.addEventListener("resize", reachable);

  /* The last day of the month that a date lies in: projects are known at months' ends. */
  function monthEnd(day) {
    var parts = String(day || "").split("-");
    return parts.length < 3 ? "" : new Date(Date.UTC(parts[0], parts[1], 0)).toISOString().slice(0, 10);
  }

  function changed() {
    window.dispatchEvent(new CustomEvent("_dashprivate_pushstate"));
  }

  /* A page is drawn after the browser has looked for the place that a link names: look again for some frames. */
  function showTerm(frames) {
    if (!window.location.hash) return;
    var row = document.getElementById(decodeURIComponent(window.location.hash.slice(1)));
    if (!row) return frames ? window.requestAnimationFrame(showTerm.bind(null, frames - 1)) : undefined;
    row.scrollIntoView({ block: "center" });
    row.classList.add("is-asked");
  }

  /* The last correction that the grid has been asked for anew. */
  var refreshed = null;

  function rowsAnew(grid) {
    var api = window.dash_ag_grid && document.getElementById(grid) && window.dash_ag_grid.getApi(grid);
    if (!api) return;
    api.ensureIndexVisible(0);
    /* One block is filled anew where it stands, which costs half; several would take each other's answers. */
    if (Object.keys(api.getCacheBlockState()).length > 1) api.purgeInfiniteCache();
    else api.refreshInfiniteCache();
  }

  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    board: {
      /* A location that did not come from the filter bar: the bar has to follow it. */
      external: function (pathname, search) {
        var href = pathname + (search || "");
        var mine = Date.now() - (own[href] || 0) < 2000;
        delete own[href];
        return mine ? window.dash_clientside.no_update : { pathname: pathname, search: search || "" };
      },
      /* What the bar shows becomes the URL: replaced, so that "back" leaves the page and not one filter value. */
      want: function () {
        var given = Array.prototype.slice.call(arguments);
        var set = given.pop();
        if (set && set.at !== standing.at) standing = { query: set.query, at: set.at };
        var query = window.dash_clientside.board.query.apply(null, given);
        if (!set || query === standing.query) return;
        standing.query = query;
        /* The page's own switches stay while the filter changes. */
        var view = new URLSearchParams();
        new URLSearchParams(window.location.search).getAll("view").forEach(function (item) {
          view.append("view", item);
        });
        query = [query, view.toString()].filter(Boolean).join("&");
        var href = window.location.pathname + (query ? "?" + query : "");
        own[href] = Date.now();
        window.history.replaceState({}, "", href);
        changed();
      },
      /* The same query string as PortfolioFilter.to_query: only what differs from the default, in a fixed order. */
      query: function (regions, below, years, basis, sectors, natures, classes, text, asOf, documents) {
        var pairs = new URLSearchParams();
        function add(name, values) {
          (values || []).slice().sort().forEach(function (value) {
            pairs.append(name, value);
          });
        }
        add("region", regions);
        if (below === false) pairs.append("below", "0");
        add("year", years);
        if (basis && basis !== "planned_finish") pairs.append("year_basis", basis);
        add("sector", sectors);
        add("nature", natures);
        add("class", classes);
        add("text", [(text || "").trim().replace(/\s+/g, " ")].filter(Boolean));
        add("as_of", [monthEnd(asOf)].filter(Boolean));
        add("document", documents);
        return pairs.toString().replace(/\*/g, "%2A").replace(/%7E/g, "~");
      },
      /* The upload's own input has no name for screen readers, and only it can be reached by keyboard. */
      label: function () {
        window.setTimeout(reachable, 400);
        var tries = 40;
        (function look() {
          var input = document.querySelector(".drop-zone input[type=file]");
          if (input) input.setAttribute("aria-label", document.querySelector(".drop-title").textContent);
          else if (document.querySelector(".imports") || tries > 38) if (tries--) window.setTimeout(look, 100);
        })();
      },
      title: function (text) {
        if (text) document.title = text;
        showTerm(60);
      },
      /* The grid shows the columns that are ticked; the name always stays. */
      columns: function (chosen, definitions) {
        var changed = false;
        var next = definitions.map(function (item) {
          var hide = item.field !== "name" && chosen.indexOf(item.field) < 0;
          changed = changed || hide !== Boolean(item.hide);
          return Object.assign({}, item, { hide: hide });
        });
        return changed ? next : window.dash_clientside.no_update;
      },
      /* Another filter: the grid stays, with its columns and its order, and gets other totals and other rows. */
      renewGrid: function (renewal, refresh, options, style) {
        var kept = window.dash_clientside.no_update;
        if (!renewal) return [kept, kept, kept];
        if (refresh !== refreshed) rowsAnew(renewal.grid);
        refreshed = refresh;
        var row = { pinnedBottomRowData: [renewal.totals] };
        return [Object.assign({}, options, row), Object.assign({}, style, { height: renewal.height }), renewal.views];
      },
      /* Its rows are asked for while the server still works at the totals. */
      rowsOf: function (search, pathname) {
        if (pathname === "/projects") rowsAnew("projects-grid");
      },
      usualColumns: function (clicks, usual) {
        return clicks ? usual : window.dash_clientside.no_update;
      },
      fold: function (clicks) {
        return clicks % 2 ? "filter-bar is-open" : "filter-bar";
      },
    },
  });

  /* Light or dark: Mantine keeps the choice; it hears of it as it does from another window. */
  function otherScheme() {
    var key = "mantine-color-scheme-value";
    var dark = document.documentElement.getAttribute("data-mantine-color-scheme") !== "dark";
    var storage = window.localStorage;
    storage.setItem(key, dark ? "dark" : "light");
    window.dispatchEvent(new StorageEvent("storage", { key: key, newValue: dark ? "dark" : "light", storageArea: storage }));
  }

  /* The texts within the element that `data-copy` names to the clipboard; also where the page is served without https, which knows no clipboard. */
  function copied(button) {
    var field = document.createElement("textarea");
    var texts = button.closest(button.getAttribute("data-copy")).querySelectorAll(".reminder");
    field.value = Array.prototype.map.call(texts, function (text) { return text.textContent; }).join("\n");
    document.body.appendChild(field);
    field.select();
    document.execCommand("copy");
    field.remove();
    button.classList.add("is-copied");
  }

  document.addEventListener("click", function (event) {
    var tongue = event.target.closest && event.target.closest("[data-language]");
    if (tongue) {
      document.cookie = "language=" + tongue.getAttribute("data-language") + "; path=/; max-age=31536000; samesite=lax";
      window.location.reload();
      return;
    }
    if (event.target.closest && event.target.closest("[data-scheme]")) {
      otherScheme();
      return;
    }
    var opener = event.target.closest && event.target.closest("[data-correct], [data-columns], [data-identity]");
    if (opener) {
      var dialogue = ["correct", "columns", "identity"].find(function (name) { return opener.hasAttribute("data-" + name); });
      var target = JSON.parse(opener.getAttribute("data-" + dialogue));
      target.at = Date.now();
      window.dash_clientside.set_props({ correct: "correction", columns: "columns", identity: "identity" }[dialogue] + "-target", { data: target });
      return;
    }
    var remover = event.target.closest && event.target.closest("[data-remove]");
    if (remover) {
      var gone = { document_id: remover.getAttribute("data-remove"), at: Date.now() };
      window.dash_clientside.set_props("removal-target", { data: gone });
      return;
    }
    var copier = event.target.closest && event.target.closest("[data-copy]");
    if (copier) {
      copied(copier);
      return;
    }
    var explainer = event.target.closest && event.target.closest("[data-explain]");
    if (explainer) {
      var told = { finding_id: explainer.getAttribute("data-explain"), at: Date.now() };
      window.dash_clientside.set_props("explain-target", { data: told });
      return;
    }
    var classifier = event.target.closest && event.target.closest("[data-cause]");
    if (classifier) {
      var asked = Object.assign(JSON.parse(classifier.getAttribute("data-cause")), { at: Date.now() });
      window.dash_clientside.set_props("cause-target", { data: asked });
      return;
    }
    if (event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey) return;
    var link = event.target.closest && event.target.closest("a[data-replace], a[data-go]");
    if (!link) return;
    event.preventDefault();
    if (link.hasAttribute("data-go")) {
      window.board.go(link.getAttribute("href"));
      window.scrollTo(0, 0);
      return;
    }
    window.history.replaceState({}, "", link.getAttribute("href"));
    changed();
  });

  var functions = (window.dashAgGridFunctions = window.dashAgGridFunctions || {});
  var numbers = new Intl.NumberFormat("zh-CN", { maximumFractionDigits: 6 });
  functions.statedNumber = function (params) {
    if (params.value === undefined) return "";
    if (params.value !== null) return numbers.format(params.value);
    /* Words stand there that were not read: not the same as nothing. */
    return params.data && (params.data.doubtful_fields || []).indexOf(params.colDef.field) >= 0 ? "？" : "—";
  };
  /* On a phone the pinned name must leave room for the figures beside it. */
  functions.fitNarrow = function (params) {
    if (params.api.isDestroyed()) return;
    var narrow = window.matchMedia("(max-width: 760px)").matches;
    params.api.setColumnWidths([{ key: "name", newWidth: narrow ? 150 : 300 }]);
  };
  functions.statedText = function (params) {
    if (params.data && params.data.is_total) return params.value || "";
    return params.value === null || params.value === undefined || params.value === "" ? (params.data ? "—" : "") : params.value;
  };

  var components = (window.dashAgGridComponentFunctions = window.dashAgGridComponentFunctions || {});
  components.ProjectLink = function (props) {
    if (!props.data) return "…";
    if (!props.data.href) return props.value;
    return React.createElement(
      "a",
      {
        href: props.data.href,
        onClick: function (event) {
          if (event.metaKey || event.ctrlKey || event.shiftKey) return;
          event.preventDefault();
          window.board.go(props.data.href);
          window.scrollTo(0, 0);
        },
      },
      props.value
    );
  };

  var mantine = (window.dashMantineFunctions = window.dashMantineFunctions || {});
  mantine.regionOption = function (input) {
    var option = input.option;
    return React.createElement(
      "span",
      { className: "region-option", style: { paddingLeft: (option.depth || 0) * 16 } },
      React.createElement("span", { className: "region-name" }, option.label + (input.checked ? " ✓" : "")),
      React.createElement("span", { className: "region-hint" }, option.hint)
    );
  };
})();
