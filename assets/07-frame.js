/* The frame around every page: links that stay in the application, lists that fold, the help
   beside the page, keys, and what paper has to say. */
(function () {
    'use strict';
    var KEYS = 'keys'; // «off» in the memory of the browser when single keys shall do nothing
    var frame = window.msokoFrame = {};

    frame.byId = function (id) { return document.getElementById(id); };

    frame.here = function () { return window.location.pathname + window.location.search; };

    frame.token = function () {
        var found = /(?:^|; )_csrf_token=([^;]+)/.exec(document.cookie);
        return found ? decodeURIComponent(found[1]) : '';
    };

    /* A piece of a page from the server; who is signed out is led to the page to sign in. */
    frame.ask = function (address, fields) {
        var how = {credentials: 'same-origin', redirect: 'manual', headers: {'X-CSRFToken': frame.token()}};
        if (fields) { how.method = 'POST'; how.body = new URLSearchParams(fields); }
        return window.fetch(address, how).then(function (answer) {
            if (answer.type === 'opaqueredirect' || answer.status === 401) {
                window.location.assign('/login?expired=1&next=' + encodeURIComponent(frame.here()));
            }
            return answer.text().then(function (text) {
                return {text: text, status: answer.status, isPiece: answer.status < 400 || answer.status === 400};
            });
        });
    };

    function isOfDash() { return Boolean(frame.byId('react-entry-point')); }

    /* As a link of Dash: the page changes, the frame stays. */
    frame.go = function (href) {
        if (!isOfDash()) { window.location.assign(href); return; }
        window.history.pushState({}, '', href);
        window.dispatchEvent(new CustomEvent('_dashprivate_pushstate'));
        window.scrollTo(0, 0);
    };

    document.addEventListener('click', function (event) {
        var link = event.target.closest('a[data-inside]');
        if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) { return; }
        foldAll(null);
        if (!isOfDash()) { return; }
        event.preventDefault();
        frame.go(link.getAttribute('href'));
    });

    /* The section one is in. */
    function mark() {
        var first = window.location.pathname.split('/')[1];
        document.querySelectorAll('.rail-link').forEach(function (link) {
            var isOpen = link.dataset.of.split(' ').indexOf(first) >= 0;
            link.classList.toggle('active', isOpen);
            if (isOpen) { link.setAttribute('aria-current', 'page'); } else { link.removeAttribute('aria-current'); }
        });
        showMenu(false);
    }

    window.addEventListener('_dashprivate_pushstate', mark);
    window.addEventListener('popstate', mark);

    function showMenu(isOpen) {
        var button = frame.byId('shell-menu');
        if (!button) { return; }
        button.setAttribute('aria-expanded', String(isOpen));
        button.parentNode.classList.toggle('is-open', isOpen);
    }

    document.addEventListener('click', function (event) {
        var button = event.target.closest('#shell-menu');
        if (button) { showMenu(button.getAttribute('aria-expanded') !== 'true'); }
        foldAll(event.target);
    });

    /* Lists that fold: one at a time, away by Esc or by a click beside them. */
    function foldAll(but) {
        document.querySelectorAll('details.fold[open]').forEach(function (list) {
            if (!but || (document.contains(but) && !list.contains(but))) { list.open = false; }
        });
    }

    document.addEventListener('keydown', function (event) {
        if (event.key !== 'Escape') { return; }
        var list = document.activeElement && document.activeElement.closest('details.fold[open]');
        foldAll(null);
        if (list) { list.querySelector('summary').focus(); }
        if (frame.byId('shell-menu') && frame.byId('shell-menu').getAttribute('aria-expanded') === 'true') {
            showMenu(false);
            frame.byId('shell-menu').focus();
        }
    });

    /* Help. */
    function openHelp() {
        var panel = frame.byId('shell-help-panel'), body = frame.byId('shell-help-body');
        if (!panel || panel.open) { return; }
        frame.ask('/help?part=1&path=' + encodeURIComponent(window.location.pathname)).then(function (answer) {
            if (!answer.isPiece) { window.location.assign('/help'); return; }
            body.innerHTML = answer.text;
            frame.byId('help-keys').checked = keysAreOn();
            panel.showModal();
        });
    }

    document.addEventListener('click', function (event) {
        var link = event.target.closest('#shell-help');
        if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
            event.preventDefault();
            openHelp();
        }
        if (event.target.closest('#shell-help-close') || event.target.id === 'shell-help-panel') {
            frame.byId('shell-help-panel').close();
        }
    });

    function plain(text) { return text.toLowerCase().replace(/ё/g, 'е'); }

    document.addEventListener('input', function (event) {
        if (event.target.id !== 'help-filter') { return; }
        var asked = plain(event.target.value.trim()), any = false;
        document.querySelectorAll('.help-part').forEach(function (part) {
            var here = 0;
            part.querySelectorAll('.words > div').forEach(function (entry) {
                entry.hidden = plain(entry.textContent).indexOf(asked) < 0;
                here += entry.hidden ? 0 : 1;
            });
            part.hidden = !here;
            any = any || here;
        });
        frame.byId('help-none').textContent = any ? '' : 'Такого слова здесь нет.';
    });

    /* Single keys: on, unless the person has switched them off in the help. */
    function keysAreOn() {
        try { return window.localStorage.getItem(KEYS) !== 'off'; } catch (error) { return true; }
    }

    document.addEventListener('change', function (event) {
        if (event.target.id !== 'help-keys') { return; }
        try { window.localStorage.setItem(KEYS, event.target.checked ? 'on' : 'off'); } catch (error) { /* not kept */ }
    });

    function isTyping(target) {
        return target.isContentEditable || /^(INPUT|SELECT|TEXTAREA)$/.test(target.tagName);
    }

    document.addEventListener('keydown', function (event) {
        if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || !keysAreOn()) { return; }
        if (document.querySelector('dialog[open]')) { return; }
        if (event.key === '/' && frame.byId('shell-search')) { event.preventDefault(); frame.byId('shell-search').focus(); }
        if (event.key === '?') { event.preventDefault(); openHelp(); }
    });

    /* A word about what was done goes away by itself. */
    var forget = null;
    new MutationObserver(function () {
        var place = frame.byId('shell-said');
        if (!place || !place.textContent) { return; }
        window.clearTimeout(forget);
        forget = window.setTimeout(function () { place.textContent = ''; }, 8000);
    }).observe(document.documentElement, {subtree: true, childList: true, characterData: true});

    /* What is chosen in the filters, in words. */
    frame.filters = function () {
        var chosen = [];
        document.querySelectorAll('.filters .choice:not([hidden])').forEach(function (choice) {
            var select = choice.querySelector('select'), label = choice.querySelector('label');
            var option = select && select.options[select.selectedIndex];
            if (option && label) { chosen.push({name: label.textContent, value: option.textContent}); }
        });
        return chosen;
    };

    if (document.readyState === 'loading') { document.addEventListener('DOMContentLoaded', mark); } else { mark(); }
})();
