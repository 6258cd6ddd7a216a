/* Saved views in the top bar: the server sends the list, here it is only shown and asked for. */
(function () {
    'use strict';
    var frame = window.msokoFrame;
    var LONGEST = 200;

    function list() { return frame.byId('shell-views-list'); }

    function name() { return frame.byId('shell-view-name'); }

    function textOf(selector) {
        var found = document.querySelector(selector);
        return found ? found.textContent : '';
    }

    /* «8А, Школа № 7, 2025/2026, год, Алгебра»: what the page is about and what is chosen there. A
       student stays without a name: names are kept in one place only. */
    function nameOfPage() {
        var isStudent = document.querySelector('.screen-student');
        var title = !isStudent && textOf('main h1') || document.title.replace(/ – МСОКО$/, '');
        var usual = /^все|^итоговые$/i;
        var chosen = frame.filters().map(function (one) { return one.value; });
        var place = [textOf('.screen-student .kind'), textOf('.trail a[href^="/school/"]')];
        var parts = [title].concat(place, chosen);
        return parts.filter(function (part) { return part && !usual.test(part); }).join(', ').slice(0, LONGEST);
    }

    /* Whoever was in the list stays there: at the way back, else at its first view. */
    function show(answer) {
        var wasThere = list().contains(document.activeElement);
        if (answer.isPiece) { list().innerHTML = answer.text; }
        else { list().textContent = 'Не получилось. Закройте список и откройте его снова.'; }
        if (wasThere) { (list().querySelector('[data-views="save"], li a') || name()).focus(); }
    }

    function lost() { list().textContent = 'Нет связи с сервером.'; }

    function ask(address, fields) { return frame.ask(address, fields).then(show, lost); }

    document.addEventListener('toggle', function (event) {
        if (event.target.id !== 'shell-views' || !event.target.open) { return; }
        name().value = nameOfPage();
        ask('/views');
    }, true);

    var does = {
        'save-here': function () { ask('/views', {name: name().value, address: frame.here()}); },
        'save': function (button) { ask('/views', {name: button.dataset.name, address: button.dataset.address}); },
        'edit': function (button) { edit(button.closest('li')); },
        'keep': function (button) { keep(button.closest('li')); },
        'remove': function (button) {
            ask('/views/' + button.closest('li').dataset.id + '/remove', {});
        }
    };

    function edit(line) {
        var input = document.createElement('input');
        input.className = 'form-control';
        input.maxLength = LONGEST;
        input.value = line.querySelector('a').textContent;
        input.setAttribute('aria-label', 'Имя вида');
        var button = document.createElement('button');
        button.type = 'button';
        button.className = 'quiet';
        button.dataset.views = 'keep';
        button.textContent = 'Сохранить';
        line.replaceChildren(input, button);
        input.focus();
        input.select();
    }

    function keep(line) {
        ask('/views/' + line.dataset.id + '/name', {name: line.querySelector('input').value});
    }

    document.addEventListener('click', function (event) {
        var button = event.target.closest('[data-views]');
        if (button) { does[button.dataset.views](button); }
    });

    document.addEventListener('keydown', function (event) {
        if (event.key !== 'Enter' || !event.target.closest('#shell-views')) { return; }
        if (event.target === name()) { does['save-here'](); }
        else if (event.target.closest('li') && event.target.tagName === 'INPUT') { keep(event.target.closest('li')); }
    });
})();
