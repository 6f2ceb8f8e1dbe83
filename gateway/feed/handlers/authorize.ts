import { AccessFailure } from '../../access/failure.ts'
import type { Authorize } from '../../protocol/index.ts'
import { closeReasonOf } from '../feed-access.ts'
import type { Viewer } from '../viewer.ts'
import type { Context } from './context.ts'

/** A viewer shows a key. What it subscribes to meanwhile waits for what the key says. */
export function onAuthorize(context: Context, viewer: Viewer, { key }: Authorize): void {
  const before = viewer.authorizing
  const authorizing = authorize()
  viewer.authorizing = authorizing

  async function authorize(): Promise<void> {
    await before
    const grant = await viewer.check(key)
    if (viewer.authorizing === authorizing) viewer.authorizing = null
    if (viewer.session.state === 'closing') return
    if (grant instanceof AccessFailure) context.close(viewer, closeReasonOf(grant), grant.message)
    else context.admit(viewer, grant)
  }
}
