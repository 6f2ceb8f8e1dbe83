export const light = {
  is: 'Leichte Ansicht: nur die Liste, alle {seconds} s neu.',
  leave: 'Karte zeigen',
  show: 'Leichte Ansicht ohne Karte',
}
