/* «Отчёты»: remarks are kept as soon as they are typed, and what is being made shows how far it is.
   Without scripts the same forms do the same. */
(function () {
    'use strict';
    var EVERY = 2000; // [ms]
    var SOON = [1500, 4000, 9000, 20000]; // after a file was asked for, its row appears [ms]
    var watching = null;

    function say(text) {
        var place = document.getElementById('tray-said');
        if (place) { place.textContent = text; }
    }

    function keepWords(form) {
        say('Сохраняю…');
        window.fetch(form.action, {
            method: 'POST', credentials: 'same-origin', keepalive: true, body: new FormData(form)
        }).then(function (answer) {
            say(answer.ok ? 'Сохранено.' : 'Не сохранилось: обновите страницу.');
        }).catch(function () { say('Не сохранилось: нет связи с сервером.'); });
    }

    function refresh() {
        var place = document.getElementById('made-files');
        if (!place || place.contains(document.activeElement)) { return Promise.resolve(); }
        return window.fetch(place.dataset.from, {credentials: 'same-origin'}).then(function (answer) {
            return answer.ok && !answer.redirected ? answer.text() : null;
        }).then(function (html) {
            if (html !== null && !place.contains(document.activeElement)) { place.innerHTML = html; }
            watch();
        }).catch(function () { watch(); });
    }

    /* Asked again and again only while something is being made. */
    function watch() {
        window.clearTimeout(watching);
        if (document.querySelector('#made-files [data-under-way]')) {
            watching = window.setTimeout(function () { refresh().then(watch); }, EVERY);
        }
    }

    document.addEventListener('change', function (event) {
        var form = event.target.closest('#tray-form');
        if (form && event.target.matches('textarea, #tray-name')) { keepWords(form); }
    });

    document.addEventListener('click', function (event) {
        if (event.target.closest('[data-makes]')) {
            say('Готовлю файл: браузер сохранит его сам.');
            SOON.forEach(function (wait) { window.setTimeout(refresh, wait); });
        }
    });

    document.addEventListener('DOMContentLoaded', watch);
    if (document.readyState !== 'loading') { watch(); }
})();
