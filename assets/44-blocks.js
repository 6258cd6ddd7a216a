/* What can be taken away of a report: a picture made here, a file or a place in the tray from the
   server. The address of the screen says which numbers; the server reads them anew. */
(function () {
    'use strict';
    var INK = '#1d2733', MUTED = '#5d6875', PAPER = '#ffffff', WIDTH = 1200;

    function here() { return window.location.pathname + window.location.search; }

    function say(text) {
        var place = document.getElementById('shell-said');
        if (place) { place.textContent = text; }
    }

    function fold(button) {
        var list = button.closest('details');
        if (list) { list.open = false; list.querySelector('summary').focus(); }
    }

    function token() {
        var found = /(?:^|; )_csrf_token=([^;]+)/.exec(document.cookie);
        return found ? decodeURIComponent(found[1]) : '';
    }

    /* The picture carries what the screen says around it: question, place, filters, n. */
    function withWords(graph) {
        var words = graph.layout.meta || {};
        var legend = graph.layout.showlegend ? 26 : 0;
        var top = 64 + legend;
        var layout = Object.assign({}, graph.layout, {
            width: WIDTH, height: (graph.layout.height || 300) + top, autosize: false,
            paper_bgcolor: PAPER, plot_bgcolor: PAPER,
            margin: Object.assign({}, graph.layout.margin, {t: top}),
            title: {
                text: '<b>' + escaped(words.question || '') + '</b><br><span style="font-size:12px;color:' +
                    MUTED + '">' + escaped(words.caption || '') + '</span>',
                font: {size: 17, color: INK}, x: 0.01, xanchor: 'left', y: 1, yref: 'container',
                yanchor: 'top', pad: {t: 14}
            }
        });
        return {data: graph.data, layout: layout};
    }

    function escaped(text) {
        return String(text).replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
    }

    function picture(button, kind) {
        var graph = button.closest('.block').querySelector('.js-plotly-plot');
        if (!graph) { return; }
        var words = graph.layout.meta || {};
        var name = (document.title.split(' – ')[0] + ', ' + (words.question || '')).replace(/[?«»"\\/:*<>|]/g, '');
        window.Plotly.downloadImage(withWords(graph), {
            format: kind, width: WIDTH, height: (graph.layout.height || 300) + 90, scale: kind === 'png' ? 2 : 1,
            filename: name.trim()
        });
    }

    function file(button, kind) {
        var asked = '?report=' + encodeURIComponent(button.dataset.report) + '&address=' + encodeURIComponent(here());
        window.location.assign('/export/report.' + kind + asked);
    }

    function pack(button) {
        window.fetch('/pack/add', {
            method: 'POST', credentials: 'same-origin',
            headers: {'Content-Type': 'application/json', 'X-CSRFToken': token(), 'Accept': 'application/json'},
            body: JSON.stringify({address: here(), report: button.dataset.report})
        }).then(function (answer) { return answer.json(); }).then(function (said) {
            var count = document.getElementById('shell-tray-count');
            if (count && said.n !== undefined) { count.textContent = said.n; }
            say(said.error || said.message || 'Добавлено в набор.');
        }).catch(function () { say('Не удалось добавить в набор: нет связи с сервером.'); });
    }

    /* The usual reports of this screen into the tray, and on to the tray. */
    function usual() {
        var form = document.createElement('form');
        form.method = 'POST';
        form.action = '/pack/usual';
        [['csrf_token', token()], ['address', here()]].forEach(function (field) {
            var input = document.createElement('input');
            input.type = 'hidden';
            input.name = field[0];
            input.value = field[1];
            form.appendChild(input);
        });
        document.body.appendChild(form);
        form.submit();
    }

    document.addEventListener('click', function (event) {
        var button = event.target.closest('[data-take]');
        if (!button) { return; }
        var kind = button.dataset.take;
        if (kind === 'usual') { usual(); return; }
        if (kind === 'png' || kind === 'svg') { picture(button, kind); }
        else if (kind === 'pack') { pack(button); }
        else { file(button, kind); }
        fold(button);
    });

    document.addEventListener('click', function (event) {
        document.querySelectorAll('details.tools[open]').forEach(function (list) {
            if (!list.contains(event.target)) { list.open = false; }
        });
    });

    /* A question has been asked: its button goes, so the eye and the keys go on to the answer. */
    document.addEventListener('click', function (event) {
        var button = event.target.closest('[data-asks]');
        var place = button && document.getElementById(button.dataset.asks);
        if (!place) { return; }
        new MutationObserver(function (_changes, watch) {
            if (place.hidden) { return; }
            watch.disconnect();
            place.tabIndex = -1;
            place.focus({preventScroll: true});
            place.scrollIntoView({block: 'nearest'});
        }).observe(place, {attributes: true, attributeFilter: ['hidden']});
    });

    document.addEventListener('keydown', function (event) {
        if (event.key !== 'Escape') { return; }
        var list = event.target.closest && event.target.closest('details.tools[open]');
        if (list) { list.open = false; list.querySelector('summary').focus(); }
    });
})();
