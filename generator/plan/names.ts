import { pick, type Random } from './random.ts'

/** A list with commas between. */
const listed = (text: string): string[] => text.split(',').map((item) => item.replaceAll(/\s+/g, ' ').trim())

/** Invented people for simulated races: the parts are common, whoever they make up is nobody. */
const FIRST_F = listed(`
  Aisha, Amélie, Ana, Anneke, Beatriz, Bronwen, Chiara, Chloe, Dilnoza, Edith, Elif, Emma, Fatima, Freya,
  Grace, Hana, Ingrid, Ioana, Jasmine, Kateřina, Leila, Lucía, Maeve, Mei, Nadia, Niamh, Olivia,
  Oluwaseun, Priya, Rachel, Saoirse, Sofia, Tamsin, Thuy, Ursula, Valentina, Wanjiru, Xiomara, Yuki, Zoë,
  Þórdís, Zuzanna
`)
const FIRST_M = listed(`
  Abdul, Adewale, Alejandro, Anders, Ben, Bogdan, Callum, Chidi, Dai, Diego, Émile, Eoghan, Farhad,
  Gareth, George, Håkon, Hamza, Ian, Imre, Jakub, João, Kenji, Kwame, Lars, Lorenzo, Mandeep, Mateusz,
  Milan, Nikhil, Oisín, Oscar, Pablo, Quentin, Rhys, Rohan, Søren, Tariq, Theo, Umar, Viktor, Wei, Yannis,
  Zoltán, Žiga
`)
const LAST = listed(`
  Abara, Achterberg, Ahmed, Bailey, Bianchi, Björnsdóttir, Brennan, Campbell, Castellanos, Chowdhury,
  D'Souza, Davies, Dlamini, Dvořák, Eze, Fairweather, Fernández, Fitzgerald, García, Gupta, Håkansson,
  Harrington, Hoang, Ibrahim, Ivanova, Jones, Kaya, Kowalska, Kumar, Lefèvre, Li, Łukaszewicz, Macdonald,
  Mbeki, Müller, Nakamura, Ní Bhriain, Novák, Nguyen, O'Connor, Okafor, Oyelaran, Papadopoulos, Patel,
  Quigley, Ramos, Rossi, Sato, Şahin, Schmidt, Singh, Smith, Szabó, Tanaka, Thompson, Ueda, van den Berg,
  Walsh, Wójcik, Wong, Yılmaz, Young, Zhang, Zielińska, Øvergård, Ó Súilleabháin
`)
/** Whole names that test a screen: other scripts, other directions, and very long ones. */
const WHOLE: readonly [name: string, letter: 'W' | 'M'][] = [
  ['王小明', 'M'],
  ['佐藤 花子', 'W'],
  ['김서연', 'W'],
  ['محمد الأمين', 'M'],
  ['שירה לוי', 'W'],
  ['Олена Шевченко', 'W'],
  ['Γιώργος Νικολάου', 'M'],
  ['अनन्या शर्मा', 'W'],
  ['ณัฐวุฒิ ใจดี', 'M'],
  ['Maria da Conceição Vasconcelos de Albuquerque e Figueiredo', 'W'],
  ['Wolfgang-Maximilian Freiherr von Hohenstein-Oberlauterbach', 'M'],
  ['Sivaramakrishnan Venkatasubramanian Iyer', 'M'],
]
const CLUBS = listed(`
  Sydenham Striders, Penge Pacers, Upper Norwood Harriers, Gipsy Hill AC, Thames Valley Trotters, Dulwich
  Dashers, Lauftreff Süd, Beckenham Bounders, Les Foulées du Parc, Anerley Amblers
`)
const AGES = ['J', 'S', 'S', 'S', 'V35', 'V40', 'V40', 'V45', 'V50', 'V55', 'V60', 'V65', 'V70']

export interface Person {
  name: string
  club: string
  /** Age group and W or M: "SW", "V40M". */
  category: string
}

export function inventPerson(random: Random): Person {
  let letter: 'W' | 'M' = random() < 0.48 ? 'W' : 'M'
  let name = `${pick(random, letter === 'W' ? FIRST_F : FIRST_M)} ${pick(random, LAST)}`
  if (random() < 0.12) name += `-${pick(random, LAST)}`
  if (random() < 0.04) [name, letter] = pick(random, WHOLE)
  const club = random() < 0.4 ? pick(random, CLUBS) : ''
  return { name, club, category: pick(random, AGES) + letter }
}
