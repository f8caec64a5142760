// The workspace's error words as sentences for whoever clicked.

const SENTENCES = {
  timeout: "Lookout did not answer within 3 seconds.",
  operation_timeout: "Lookout did not answer within 3 seconds. What you typed is still here.",
  no_connection: "Lookout is not connected to this workspace.",
  dispatch_failed: "Lookout is not connected to this workspace.",
  unreachable: "The sandbox cannot be reached. Is it still running?",
  internal_error: "The sandbox failed at this; its terminal says why.",
  command_not_found: "There is no such command here, or you may not use it.",
  action_not_found: "That button is gone: the message has changed.",
  message_not_found: "That message is gone.",
  view_not_found: "That dialog is no longer open.",
  channel_not_found: "You cannot see that channel.",
  not_in_channel: "You are not a member of this channel.",
  thread_not_found: "That thread is gone.",
  user_not_found: "There is nobody of that name.",
  invalid_response_errors: "Lookout answered with errors for fields that this dialog does not have.",
};

/** A sentence for an error word. */
export function sentence(word) {
  return SENTENCES[word] ?? (word ? `Refused: ${word}.` : "The page failed at this; reload it.");
}
