export const narration = {
  back: 'Von {who} kommt wieder ein Signal.',
  down: '{who} fällt auf Platz {position} zurück.',
  finished: '{who} ist nach {time} im Ziel, auf Platz {position}.',
  leads: '{who} führt bei {distance}.',
  lost: 'Von {who} kommt seit {age} kein Signal.',
  out: '{who} ist aus dem Rennen.',
  over: 'Das Rennen ist zu Ende.',
  paused: 'Das Rennen ist unterbrochen.',
  split: '{who} passiert {distance} nach {time}, auf Platz {position}.',
  started: 'Das Rennen hat begonnen.',
  up: '{who} rückt auf Platz {position} vor.',
  won: '{who} gewinnt in {time}.',
}
