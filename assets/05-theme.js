/* Light or dark: as the person chose, else as the computer says. Runs before the first paint. */
(function () {
    'use strict';
    var root = document.documentElement;

    function kept() {
        try { return window.localStorage.getItem('theme'); } catch (error) { return null; }
    }

    var dark = window.matchMedia && window.matchMedia('(prefers-color-scheme: dark)').matches;
    root.setAttribute('data-bs-theme', kept() || (dark ? 'dark' : 'light'));

    document.addEventListener('click', function (event) {
        if (!event.target.closest('#shell-theme')) { return; }
        var next = root.getAttribute('data-bs-theme') === 'dark' ? 'light' : 'dark';
        root.setAttribute('data-bs-theme', next);
        try { window.localStorage.setItem('theme', next); } catch (error) { /* not kept */ }
    });
})();
