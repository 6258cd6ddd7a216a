/* The search in the top bar: a combobox over the pieces of a page that the server finds. What is
   typed goes in the body of the request, never in an address. */
(function () {
    'use strict';
    var PAUSE = 180; // after the last key [ms]
    var frame = window.msokoFrame;
    var asked = 0, timer = null, at = -1;

    function field() { return frame.byId('shell-search'); }

    function list() { return frame.byId('shell-found'); }

    function options() { return Array.prototype.slice.call(list().querySelectorAll('[role="option"]')); }

    function show(isOpen) {
        list().hidden = !isOpen;
        field().setAttribute('aria-expanded', String(isOpen));
        if (!isOpen) { choose(-1); }
    }

    function choose(number) {
        var every = options();
        at = every.length ? Math.max(-1, Math.min(number, every.length - 1)) : -1;
        every.forEach(function (option, place) {
            option.setAttribute('aria-selected', String(place === at));
            if (place === at) { option.scrollIntoView({block: 'nearest'}); }
        });
        if (at >= 0) { field().setAttribute('aria-activedescendant', every[at].id); }
        else { field().removeAttribute('aria-activedescendant'); }
    }

    function isEnough(text) { return text.length > 1 || /\d/.test(text); }

    function ask() {
        var text = field().value.trim(), mine = ++asked;
        if (!isEnough(text)) { show(false); return; }
        frame.ask('/search', {text: text}).then(function (answer) {
            if (mine !== asked) { return; }
            if (!answer.isPiece) { frame.byId('shell-search-said').textContent = 'Поиск не ответил, попробуйте ещё раз.'; return; }
            list().innerHTML = answer.text;
            show(true);
            choose(-1);
            var n = options().length;
            frame.byId('shell-search-said').textContent = n ? 'Найдено: ' + n : list().textContent.trim();
        }, function () { frame.byId('shell-search-said').textContent = 'Нет связи с сервером.'; });
    }

    function askSoon() {
        window.clearTimeout(timer);
        timer = window.setTimeout(ask, PAUSE);
    }

    document.addEventListener('input', function (event) {
        if (event.target === field()) { askSoon(); }
    });

    document.addEventListener('keydown', function (event) {
        if (event.target !== field()) { return; }
        var isOpen = !list().hidden;
        if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
            event.preventDefault();
            if (!isOpen) { ask(); } else { choose(at + (event.key === 'ArrowDown' ? 1 : -1)); }
        } else if (event.key === 'Enter') {
            event.preventDefault();
            var option = options()[Math.max(at, 0)];
            if (isOpen && option) { option.click(); leave(); }
        } else if (event.key === 'Escape') {
            if (isOpen) { event.preventDefault(); event.stopPropagation(); show(false); } else { field().blur(); }
        }
    });

    function leave() {
        asked += 1;
        field().value = '';
        show(false);
        frame.byId('shell-search-said').textContent = '';
        field().blur();
    }

    document.addEventListener('click', function (event) {
        if (!field()) { return; }
        if (event.target.closest('#shell-found [role="option"]')) { leave(); return; }
        if (!event.target.closest('.search')) { show(false); }
    });

    document.addEventListener('focusin', function (event) {
        if (!field()) { return; }
        if (event.target === field() && options().length && field().value) { show(true); }
        else if (!event.target.closest('.search')) { show(false); }
    });

    /* What was typed before this file had come. */
    function begin() { if (field() && field().value) { askSoon(); } }

    if (document.readyState === 'loading') { document.addEventListener('DOMContentLoaded', begin); } else { begin(); }
})();
