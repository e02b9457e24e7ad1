import type { Method } from '../method.ts'
import { getPassword } from './account/get-password.ts'
import { updateStatus } from './account/update-status.ts'
import { cancelCode } from './auth/cancel-code.ts'
import { checkPassword } from './auth/check-password.ts'
import { importBotAuthorization } from './auth/import-bot-authorization.ts'
import { logOut } from './auth/log-out.ts'
import { resendCode } from './auth/resend-code.ts'
import { sendCode } from './auth/send-code.ts'
import { signIn } from './auth/sign-in.ts'
import { getChannels } from './channels/get-channels.ts'
import { getChannelMessages } from './channels/get-messages.ts'
import { readChannelHistory } from './channels/read-history.ts'
import { getContacts } from './contacts/get-contacts.ts'
import { resolveUsername } from './contacts/resolve-username.ts'
import { getAppConfig } from './help/get-app-config.ts'
import { getConfig } from './help/get-config.ts'
import { getNearestDc } from './help/get-nearest-dc.ts'
import { getChats } from './messages/get-chats.ts'
import { getDialogs } from './messages/get-dialogs.ts'
import { getHistory } from './messages/get-history.ts'
import { getMessages } from './messages/get-messages.ts'
import { getPeerDialogs } from './messages/get-peer-dialogs.ts'
import { getPinnedDialogs } from './messages/get-pinned-dialogs.ts'
import { readHistory } from './messages/read-history.ts'
import { search } from './messages/search.ts'
import { sendMessage } from './messages/send-message.ts'
import { setTyping } from './messages/set-typing.ts'
import { getChannelDifference } from './updates/get-channel-difference.ts'
import { getDifference } from './updates/get-difference.ts'
import { getState } from './updates/get-state.ts'
import { getFullUser } from './users/get-full-user.ts'
import { getUsers } from './users/get-users.ts'

/** Every method the emulator answers; anything else gets 400 INPUT_METHOD_INVALID. */
export const METHODS: readonly Method[] = [
  getPassword,
  updateStatus,
  cancelCode,
  checkPassword,
  importBotAuthorization,
  logOut,
  resendCode,
  sendCode,
  signIn,
  getChannels,
  getChannelMessages,
  readChannelHistory,
  getContacts,
  resolveUsername,
  getAppConfig,
  getConfig,
  getNearestDc,
  getChats,
  getDialogs,
  getHistory,
  getMessages,
  getPeerDialogs,
  getPinnedDialogs,
  readHistory,
  search,
  sendMessage,
  setTyping,
  getChannelDifference,
  getDifference,
  getState,
  getFullUser,
  getUsers,
]
