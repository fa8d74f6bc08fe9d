/* Loaded before the page is drawn, so that no light page flashes in a dark room: turns theme
   "auto" into what the system prefers, and follows it while the page is open. */
(() => {
  const page = document.documentElement;
  if (page.dataset.theme !== "auto") return;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const follow = () => { page.dataset.theme = dark.matches ? "dark" : "light"; };
  follow();
  dark.addEventListener("change", follow);
})();
