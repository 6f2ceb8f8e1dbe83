export const light = {
  is: 'Leichte Ansicht: nur die Liste. Positionen kommen alle {seconds} s und sind dazwischen geschätzt.',
  leave: 'Karte zeigen',
  show: 'Leichte Ansicht ohne Karte',
}
