/** What in a line of a list takes the focus. */
const takesFocus = 'button:not(:disabled), a[href], input:not(:disabled), summary'

interface Held {
  element: HTMLElement
  /** The list that it is in a line of, and which one. */
  list: Element | null
  index: number
}

/**
 * For `{@attach}` on what holds a live list: lines of it come, go and change places by themselves, and whoever is at one by
 * keyboard must not be thrown to the top of the page by that. A line that only changes places keeps the focus; of one that
 * goes the line that has taken its place gets it, or the last one, or what is there instead of the list.
 */
export function keepFocus(container: HTMLElement): () => void {
  let held: Held | null = null
  let letGo: ReturnType<typeof setTimeout> | undefined

  function onFocusIn({ target }: FocusEvent): void {
    clearTimeout(letGo)
    held = heldAt(target as HTMLElement, container)
  }

  function onFocusOut({ relatedTarget }: FocusEvent): void {
    // Who goes somewhere else has gone; with nowhere to go it may be that the line is just being taken away.
    if (relatedTarget) held = null
    else letGo = setTimeout(() => (held = null))
  }

  const observer = new MutationObserver((changes) => {
    if (!held) return
    const { element } = held
    const wasTaken = changes.some(({ removedNodes }) =>
      [...removedNodes].some((node) => node.contains(element)),
    )
    // Whoever has put the focus somewhere else in the same breath knows better.
    const isLost = document.activeElement === document.body || document.activeElement === null
    if (wasTaken && isLost) heir(held, container).focus({ preventScroll: true })
    else if (element.isConnected) held = heldAt(element, container)
  })

  container.addEventListener('focusin', onFocusIn)
  container.addEventListener('focusout', onFocusOut)
  observer.observe(container, { childList: true, subtree: true })
  return () => {
    clearTimeout(letGo)
    observer.disconnect()
    container.removeEventListener('focusin', onFocusIn)
    container.removeEventListener('focusout', onFocusOut)
  }
}

function heldAt(element: HTMLElement, container: HTMLElement): Held {
  const line = element.closest('li')
  const list = line && container.contains(line) ? line.parentElement : null
  return { element, list, index: list ? [...list.children].indexOf(line!) : -1 }
}

function heir({ element, list, index }: Held, container: HTMLElement): HTMLElement {
  if (element.isConnected) return element
  const lines = list && container.contains(list) ? list.children : []
  const line = lines[Math.min(index, lines.length - 1)]
  const found =
    line?.querySelector<HTMLElement>(takesFocus) ?? container.querySelector<HTMLElement>(takesFocus)
  if (found) return found
  container.tabIndex = -1
  return container
}
