/**
 * Keeps what is dropped beside a place for files from being opened: the browser would leave the desk for it, and with it all that was
 * typed. A place that takes the drop has said so by then; text may be dropped into fields.
 */
export function refuseStray(event: DragEvent): void {
  if (event.defaultPrevented || !event.dataTransfer) return
  const isOfFiles = event.dataTransfer.types.includes('Files')
  if (!isOfFiles && isField(event.target)) return
  event.preventDefault()
  event.dataTransfer.dropEffect = 'none'
}

const isField = (target: EventTarget | null): boolean =>
  target instanceof HTMLTextAreaElement ||
  (target instanceof HTMLInputElement && !['file', 'checkbox', 'radio'].includes(target.type))
