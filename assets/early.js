/* Runs before anything is drawn: language of the page as its cookie says. */
document.documentElement.lang = /(^|; )language=en(;|$)/.test(document.cookie) ? "en" : "zh-CN";
