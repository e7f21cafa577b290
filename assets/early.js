/* Runs before anything is drawn, so that neither language nor colours change under the reader's eyes. */
(function () {
  "use strict";
  var root = document.documentElement;
  root.lang = /(^|; )language=en(;|$)/.test(document.cookie) ? "en" : "zh-CN";
  var chosen = null;
  try {
    chosen = window.localStorage.getItem("mantine-color-scheme-value");
  } catch (error) {
    /* A browser that keeps nothing follows the system. */
  }
  var dark = chosen === "dark" || (chosen !== "light" && window.matchMedia("(prefers-color-scheme: dark)").matches);
  root.setAttribute("data-mantine-color-scheme", dark ? "dark" : "light");
})();
