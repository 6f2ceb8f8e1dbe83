import type { Page } from 'playwright-core'

/**
 * Texts that lie over each other within an element that matches `within`, and texts that reach out of the window
 * sideways, as they are seen: what an ellipsis cuts off does not count.
 */
export function overlaps(page: Page, within: string): Promise<string[]> {
  return page.evaluate((selector) => {
    interface Seen {
      text: string
      left: number
      right: number
      top: number
      bottom: number
    }
    function seen(node: Node): Seen | null {
      const text = node.textContent!.trim()
      const parent = node.parentElement!
      if (text === '' || parent.closest('.unseen, [hidden]') || !parent.checkVisibility()) return null
      const range = document.createRange()
      range.selectNodeContents(node)
      let { left, right, top, bottom } = range.getBoundingClientRect()
      for (let box: HTMLElement | null = parent; box; box = box.parentElement) {
        if (getComputedStyle(box).overflowX === 'visible') continue
        const clip = box.getBoundingClientRect()
        left = Math.max(left, clip.left)
        right = Math.min(right, clip.right)
      }
      return right - left < 1 ? null : { text, left, right, top, bottom }
    }
    const wrong: string[] = []
    for (const element of document.querySelectorAll(selector)) {
      const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT)
      const texts: Seen[] = []
      while (walker.nextNode()) {
        const text = seen(walker.currentNode)
        if (text) texts.push(text)
      }
      texts.forEach((a, i) => {
        if (a.left < -0.5 || a.right > innerWidth + 0.5) wrong.push(`${a.text} reaches out of the window`)
        for (const b of texts.slice(i + 1)) {
          const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left)
          // Lines of a paragraph touch by their ascenders.
          const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top)
          if (wide > 1 && high > 6) wrong.push(`${a.text} over ${b.text}`)
        }
      })
    }
    return wrong
  }, within)
}
