export const light = {
  alone: 'Leichte Ansicht: nur die Liste.',
  is: 'Leichte Ansicht: nur die Liste. Positionen kommen alle {seconds} s und sind dazwischen geschätzt.',
  leave: 'Karte zeigen',
  show: 'Leichte Ansicht ohne Karte',
}
