import type { Box } from '../../world/box.ts'
import type { PeerId, StoredMessage } from '../../world/types.ts'

export interface PageRequest {
  readonly offsetId: number
  readonly offsetDate: number
  readonly addOffset: number
  readonly limit: number
  readonly maxId: number
  readonly minId: number
}

export interface Page {
  readonly messages: StoredMessage[]
  /** Messages of the peer that match, whatever the page. */
  readonly count: number
  readonly isWhole: boolean
}

const MAX_LIMIT = 100

/** How many ids, newest first, come before the offset: those that are newer or equal. */
const startOf = (messages: readonly StoredMessage[], { offsetId, offsetDate }: PageRequest): number => {
  if (offsetId > 0) {
    const index = messages.findIndex((message) => message.id < offsetId)
    return index < 0 ? messages.length : index
  }
  if (offsetDate > 0) {
    const index = messages.findIndex((message) => message.date < offsetDate)
    return index < 0 ? messages.length : index
  }
  return 0
}

/** The paging of https://core.telegram.org/api/offsets over a peer's messages, newest first. */
export const pageOf = (box: Box, peer: PeerId, request: PageRequest, matches: (message: StoredMessage) => boolean = () => true): Page => {
  const newestFirst: StoredMessage[] = []
  const ids = box.idsOf(peer)
  for (let index = ids.length - 1; index >= 0; index--) {
    const message = box.messages.get(ids[index] ?? 0)
    if (message && matches(message)) newestFirst.push(message)
  }
  const limit = Math.max(0, Math.min(request.limit, MAX_LIMIT))
  const from = startOf(newestFirst, request) + request.addOffset
  const slice = newestFirst.slice(Math.max(0, from), Math.max(0, from + limit))
  const messages = slice.filter(
    (message) => (request.maxId <= 0 || message.id < request.maxId) && (request.minId <= 0 || message.id > request.minId),
  )
  return { messages, count: newestFirst.length, isWhole: messages.length === newestFirst.length }
}
