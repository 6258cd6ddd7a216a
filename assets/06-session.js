/* What the renderer of Dash does not say: the session is over, or the answer was refused. */
(function () {
    'use strict';
    var send = window.fetch;
    var leaving = false;
    var said = 0;
    var KEPT = 5000; // a message stays at least so long [ms]

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

    function say(text) {
        var place = document.getElementById('shell-failure');
        if (place) { place.textContent = text; said = Date.now(); }
    }

    function unsay() {
        if (said && Date.now() - said > KEPT) { say(''); said = 0; }
    }

    function tell(response) {
        response.clone().json().then(
            function (body) { say(body.error || 'Экран не обновился.'); },
            function () { say('Экран не обновился.'); }
        );
    }

    if (send) {
        window.fetch = function (target) {
            var asked = isOfDash(target);
            return send.apply(window, arguments).then(function (response) {
                if (!asked) { return response; }
                if (response.status === 401) {
                    signIn();
                    return new Promise(function () { /* the page is being left */ });
                }
                if (response.status >= 400) { tell(response); } else { unsay(); }
                return response;
            });
        };
    }

    // Back after signing out: a page out of the browser's memory asks the server again.
    window.addEventListener('pageshow', function (event) {
        if (event.persisted) { window.location.reload(); }
    });
})();
