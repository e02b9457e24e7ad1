import type { Method } from "../method.ts";
import { checkUsername } from "./account/check-username.ts";
import { getAuthorizations } from "./account/get-authorizations.ts";
import { getNotifySettings } from "./account/get-notify-settings.ts";
import { getPassword } from "./account/get-password.ts";
import { resetAuthorization } from "./account/reset-authorization.ts";
import { updatePasswordSettings } from "./account/update-password-settings.ts";
import { updateProfile } from "./account/update-profile.ts";
import { updateStatus } from "./account/update-status.ts";
import { updateUsername } from "./account/update-username.ts";
import { acceptLoginToken } from "./auth/accept-login-token.ts";
import { bindTempAuthKey } from "./auth/bind-temp-auth-key.ts";
import { cancelCode } from "./auth/cancel-code.ts";
import { checkPassword } from "./auth/check-password.ts";
import { dropTempAuthKeys } from "./auth/drop-temp-auth-keys.ts";
import { exportAuthorization } from "./auth/export-authorization.ts";
import { exportLoginToken } from "./auth/export-login-token.ts";
import { importAuthorization } from "./auth/import-authorization.ts";
import { importBotAuthorization } from "./auth/import-bot-authorization.ts";
import { importLoginToken } from "./auth/import-login-token.ts";
import { logOut } from "./auth/log-out.ts";
import { resendCode } from "./auth/resend-code.ts";
import { resetAuthorizations } from "./auth/reset-authorizations.ts";
import { sendCode } from "./auth/send-code.ts";
import { signIn } from "./auth/sign-in.ts";
import { checkChannelUsername } from "./channels/check-username.ts";
import { createChannel } from "./channels/create-channel.ts";
import { deleteChannel } from "./channels/delete-channel.ts";
import { deleteChannelHistory } from "./channels/delete-history.ts";
import { deleteChannelMessages } from "./channels/delete-messages.ts";
import { editAdmin } from "./channels/edit-admin.ts";
import { editBanned } from "./channels/edit-banned.ts";
import { editTitle } from "./channels/edit-title.ts";
import { exportMessageLink } from "./channels/export-message-link.ts";
import { getChannels } from "./channels/get-channels.ts";
import { getFullChannel } from "./channels/get-full-channel.ts";
import { getChannelMessages } from "./channels/get-messages.ts";
import { getParticipant } from "./channels/get-participant.ts";
import { getParticipants } from "./channels/get-participants.ts";
import { inviteToChannel } from "./channels/invite-to-channel.ts";
import { joinChannel } from "./channels/join-channel.ts";
import { leaveChannel } from "./channels/leave-channel.ts";
import { readChannelHistory } from "./channels/read-history.ts";
import { readChannelMessageContents } from "./channels/read-message-contents.ts";
import { toggleSignatures } from "./channels/toggle-signatures.ts";
import { toggleSlowMode } from "./channels/toggle-slow-mode.ts";
import { updateChannelUsername } from "./channels/update-username.ts";
import { addContact } from "./contacts/add-contact.ts";
import { block, unblock } from "./contacts/block.ts";
import { deleteContacts } from "./contacts/delete-contacts.ts";
import { getBlocked } from "./contacts/get-blocked.ts";
import { getContacts } from "./contacts/get-contacts.ts";
import { getStatuses } from "./contacts/get-statuses.ts";
import { importContacts } from "./contacts/import-contacts.ts";
import { resolvePhone } from "./contacts/resolve-phone.ts";
import { resolveUsername } from "./contacts/resolve-username.ts";
import { searchContacts } from "./contacts/search.ts";
import { editPeerFolders } from "./folders/edit-peer-folders.ts";
import { getAppConfig } from "./help/get-app-config.ts";
import { getConfig } from "./help/get-config.ts";
import { getNearestDc } from "./help/get-nearest-dc.ts";
import { addChatUser } from "./messages/add-chat-user.ts";
import { checkChatInvite } from "./messages/check-chat-invite.ts";
import { createChat } from "./messages/create-chat.ts";
import { deleteChatUser } from "./messages/delete-chat-user.ts";
import { deleteChat } from "./messages/delete-chat.ts";
import { deleteHistory } from "./messages/delete-history.ts";
import { deleteMessages } from "./messages/delete-messages.ts";
import { deleteScheduledMessages } from "./messages/delete-scheduled-messages.ts";
import { editChatAbout } from "./messages/edit-chat-about.ts";
import { editChatAdmin } from "./messages/edit-chat-admin.ts";
import { editChatDefaultBannedRights } from "./messages/edit-chat-default-banned-rights.ts";
import { editChatTitle } from "./messages/edit-chat-title.ts";
import { editMessage } from "./messages/edit-message.ts";
import { exportChatInvite } from "./messages/export-chat-invite.ts";
import { forwardMessages } from "./messages/forward-messages.ts";
import { getAllDrafts } from "./messages/get-all-drafts.ts";
import { getBotCallbackAnswer } from "./messages/get-bot-callback-answer.ts";
import { getChats } from "./messages/get-chats.ts";
import { getCommonChats } from "./messages/get-common-chats.ts";
import { getDialogFilters } from "./messages/get-dialog-filters.ts";
import { getDialogUnreadMarks } from "./messages/get-dialog-unread-marks.ts";
import { getDialogs } from "./messages/get-dialogs.ts";
import { getFullChat } from "./messages/get-full-chat.ts";
import { getHistory } from "./messages/get-history.ts";
import { getMessageEditData } from "./messages/get-message-edit-data.ts";
import { getMessageReactionsList } from "./messages/get-message-reactions-list.ts";
import { getMessagesReactions } from "./messages/get-messages-reactions.ts";
import { getMessagesViews } from "./messages/get-messages-views.ts";
import { getMessages } from "./messages/get-messages.ts";
import { getOnlines } from "./messages/get-onlines.ts";
import { getPeerDialogs } from "./messages/get-peer-dialogs.ts";
import { getPinnedDialogs } from "./messages/get-pinned-dialogs.ts";
import { getPollResults } from "./messages/get-poll-results.ts";
import { getScheduledHistory } from "./messages/get-scheduled-history.ts";
import { getScheduledMessages } from "./messages/get-scheduled-messages.ts";
import { getSearchCounters } from "./messages/get-search-counters.ts";
import { getWebPagePreview } from "./messages/get-web-page-preview.ts";
import { importChatInvite } from "./messages/import-chat-invite.ts";
import { markDialogUnread } from "./messages/mark-dialog-unread.ts";
import { readHistory } from "./messages/read-history.ts";
import { readMentions } from "./messages/read-mentions.ts";
import { readMessageContents } from "./messages/read-message-contents.ts";
import { reorderPinnedDialogs } from "./messages/reorder-pinned-dialogs.ts";
import { saveDraft } from "./messages/save-draft.ts";
import { searchGlobal } from "./messages/search-global.ts";
import { search } from "./messages/search.ts";
import { sendMedia } from "./messages/send-media.ts";
import { sendMessage } from "./messages/send-message.ts";
import { sendMultiMedia } from "./messages/send-multi-media.ts";
import { sendReaction } from "./messages/send-reaction.ts";
import { sendScheduledMessages } from "./messages/send-scheduled-messages.ts";
import { sendVote } from "./messages/send-vote.ts";
import { setBotCallbackAnswer } from "./messages/set-bot-callback-answer.ts";
import { setTyping } from "./messages/set-typing.ts";
import { toggleDialogPin } from "./messages/toggle-dialog-pin.ts";
import { unpinAllMessages } from "./messages/unpin-all-messages.ts";
import { updateDialogFilter } from "./messages/update-dialog-filter.ts";
import { updateDialogFiltersOrder } from "./messages/update-dialog-filters-order.ts";
import { updatePinnedMessage } from "./messages/update-pinned-message.ts";
import { uploadMedia } from "./messages/upload-media.ts";
import { getUserPhotos } from "./photos/get-user-photos.ts";
import { getChannelDifference } from "./updates/get-channel-difference.ts";
import { getDifference } from "./updates/get-difference.ts";
import { getState } from "./updates/get-state.ts";
import { getFile } from "./upload/get-file.ts";
import { saveBigFilePart } from "./upload/save-big-file-part.ts";
import { saveFilePart } from "./upload/save-file-part.ts";
import { getFullUser } from "./users/get-full-user.ts";
import { getUsers } from "./users/get-users.ts";

/** Every method the emulator answers; anything else gets 400 INPUT_METHOD_INVALID. */
export const METHODS: readonly Method[] = [
  checkUsername,
  getAuthorizations,
  getNotifySettings,
  getPassword,
  resetAuthorization,
  updatePasswordSettings,
  updateProfile,
  updateStatus,
  updateUsername,
  acceptLoginToken,
  bindTempAuthKey,
  cancelCode,
  checkPassword,
  dropTempAuthKeys,
  exportAuthorization,
  exportLoginToken,
  importAuthorization,
  importBotAuthorization,
  importLoginToken,
  logOut,
  resendCode,
  resetAuthorizations,
  sendCode,
  signIn,
  checkChannelUsername,
  createChannel,
  deleteChannel,
  deleteChannelHistory,
  deleteChannelMessages,
  editAdmin,
  editBanned,
  editTitle,
  exportMessageLink,
  getChannels,
  getFullChannel,
  getChannelMessages,
  getParticipant,
  getParticipants,
  inviteToChannel,
  joinChannel,
  leaveChannel,
  readChannelHistory,
  readChannelMessageContents,
  toggleSignatures,
  toggleSlowMode,
  updateChannelUsername,
  addContact,
  block,
  unblock,
  deleteContacts,
  getBlocked,
  getContacts,
  getStatuses,
  importContacts,
  resolvePhone,
  resolveUsername,
  searchContacts,
  editPeerFolders,
  getAppConfig,
  getConfig,
  getNearestDc,
  addChatUser,
  checkChatInvite,
  createChat,
  deleteChatUser,
  deleteChat,
  deleteHistory,
  deleteMessages,
  deleteScheduledMessages,
  editChatAbout,
  editChatAdmin,
  editChatDefaultBannedRights,
  editChatTitle,
  editMessage,
  exportChatInvite,
  forwardMessages,
  getAllDrafts,
  getBotCallbackAnswer,
  getChats,
  getCommonChats,
  getDialogFilters,
  getDialogUnreadMarks,
  getDialogs,
  getFullChat,
  getHistory,
  getMessageEditData,
  getMessageReactionsList,
  getMessagesReactions,
  getMessagesViews,
  getMessages,
  getOnlines,
  getPeerDialogs,
  getPinnedDialogs,
  getPollResults,
  getScheduledHistory,
  getScheduledMessages,
  getSearchCounters,
  getWebPagePreview,
  importChatInvite,
  markDialogUnread,
  readHistory,
  readMentions,
  readMessageContents,
  reorderPinnedDialogs,
  saveDraft,
  searchGlobal,
  search,
  sendMedia,
  sendMessage,
  sendMultiMedia,
  sendReaction,
  sendScheduledMessages,
  sendVote,
  setBotCallbackAnswer,
  setTyping,
  toggleDialogPin,
  unpinAllMessages,
  updateDialogFilter,
  updateDialogFiltersOrder,
  updatePinnedMessage,
  uploadMedia,
  getUserPhotos,
  getChannelDifference,
  getDifference,
  getState,
  getFile,
  saveBigFilePart,
  saveFilePart,
  getFullUser,
  getUsers,
];
