/* What only stands there: elements, links and texts, drawn as plain elements of the page. Dash would follow each of them as
   a component of its own. Measured in one run on the page 进度, on a busy machine:
   a filter change costs 0.41 s of the page's processor time with it and 2.6–3.3 s without. */
(function () {
  "use strict";

  /* Another address of the board; the rest is left to the frame. */
  function go(href) {
    window.history.pushState({}, "", href);
    window.dispatchEvent(new CustomEvent("_dashprivate_pushstate"));
  }

  function follow(event) {
    if (event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    go(event.currentTarget.getAttribute("href"));
    window.scrollTo(0, 0);
  }

  function build(tree) {
    if (tree === null || typeof tree !== "object") return tree;
    if (Array.isArray(tree)) return React.createElement.apply(null, [React.Fragment, null].concat(tree.map(build)));
    var isLink = tree.is === "Link";
    var props = isLink ? Object.assign({}, tree.props, { onClick: follow }) : tree.props;
    var children = Array.isArray(tree.children) ? tree.children : [tree.children];
    return React.createElement.apply(null, [isLink ? "a" : tree.is.toLowerCase(), props].concat(children.map(build)));
  }

  window.board = Object.assign({}, window.board, {
    go: go,
    Still: function (props) {
      return build(props.tree);
    },
  });
})();
