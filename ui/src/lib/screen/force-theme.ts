/** Holds the page by day or by night, whatever the browser wants; gives what ends that. */
export function forceTheme(theme: 'light' | 'dark'): () => void {
  const rules = [...document.styleSheets]
    .flatMap((sheet) => [...sheet.cssRules])
    .filter((rule) => rule instanceof CSSMediaRule)
    .filter((rule) => rule.conditionText === '(prefers-color-scheme: dark)')
  // The colours of the night stand once, in the style sheets: there they are switched.
  for (const { media } of rules) media.mediaText = theme === 'dark' ? 'all' : 'not all'
  document.documentElement.style.colorScheme = theme
  return () => {
    for (const { media } of rules) media.mediaText = '(prefers-color-scheme: dark)'
    document.documentElement.style.colorScheme = ''
  }
}
