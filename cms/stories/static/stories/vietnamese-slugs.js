// Wagtail makes a page's slug from its title while one types, and loses ồ, ạ and the like, with đ as dj.
// This takes the marks off first, so that "Đồng bào" becomes "dong-bao".
(() => {
  const fold = (text) => text.normalize('NFD').replace(/\p{M}/gu, '').replace(/[đĐ]/g, 'd').normalize('NFC');
  const isSlug = (target) => target instanceof HTMLInputElement && target.name === 'slug';
  // Capturing, because Wagtail's own listeners on the field must get the text without its marks.
  for (const name of ['w-sync:check', 'w-sync:apply']) {
    document.addEventListener(name, (event) => {
      if (isSlug(event.target) && typeof event.detail?.value === 'string') event.detail.value = fold(event.detail.value);
    }, true);
  }
  document.addEventListener('blur', (event) => {
    if (isSlug(event.target)) event.target.value = fold(event.target.value);
  }, true);
})();
