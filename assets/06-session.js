/* What the renderer of Dash does not say: something lasts, the session is over, the answer was
   refused, the server is not there. */
(function () {
    'use strict';
    var send = window.fetch;
    var leaving = false;
    var said = 0;
    var KEPT = 5000; // a message stays at least so long [ms]
    var SOON = 300; // what takes less is not worth a word [ms]
    var waiting = 0;
    var timer = null;

    function isOfDash(target) {
        var address = typeof target === 'string' ? target : (target && target.url) || '';
        return new URL(address, window.location.href).pathname.indexOf('/_dash-') === 0;
    }

    function signIn() {
        if (leaving) { return; }
        leaving = true;
        var here = window.location.pathname + window.location.search;
        window.location.assign('/login?expired=1&next=' + encodeURIComponent(here));
    }

    function loading(text) {
        var place = document.getElementById('shell-loading');
        if (place && place.textContent !== text) { place.textContent = text; }
        document.documentElement.classList.toggle('is-loading', Boolean(text));
    }

    function begin() {
        waiting += 1;
        if (!timer) { timer = window.setTimeout(function () { loading('Загружаю…'); }, SOON); }
    }

    function end() {
        waiting -= 1;
        if (waiting > 0) { return; }
        window.clearTimeout(timer);
        timer = null;
        loading('');
    }

    function reload() { window.location.reload(); }

    function say(text) {
        var place = document.getElementById('shell-problem');
        if (!place) { return; }
        place.textContent = text;
        said = text ? Date.now() : 0;
        if (!text) { return; }
        var again = document.createElement('button');
        again.type = 'button';
        again.className = 'quiet';
        again.textContent = 'Повторить';
        again.addEventListener('click', reload);
        place.appendChild(again);
    }

    function unsay() {
        if (said && Date.now() - said > KEPT) { say(''); }
    }

    function tell(response) {
        response.clone().json().then(
            function (body) { say(body.error || 'Экран не обновился.'); },
            function () { say('Экран не обновился.'); }
        );
    }

    function answered(response) {
        end();
        if (response.status === 401) {
            signIn();
            return new Promise(function () { /* the page is being left */ });
        }
        if (response.status >= 400) { tell(response); } else { unsay(); }
        return response;
    }

    function failed(error) {
        end();
        if (!leaving && error.name !== 'AbortError') { say('Нет связи с сервером: экран не обновился.'); }
        throw error;
    }

    if (send) {
        window.fetch = function (target) {
            if (!isOfDash(target)) { return send.apply(window, arguments); }
            begin();
            return send.apply(window, arguments).then(answered, failed);
        };
    }

    window.addEventListener('pagehide', function () { leaving = true; });

    // Back after signing out: a page out of the browser's memory asks the server again.
    window.addEventListener('pageshow', function (event) {
        if (event.persisted) { window.location.reload(); }
    });
})();
