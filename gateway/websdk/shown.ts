import { decodeBody, type MessageBody, type MessageElement, STREAM_ELEMENT } from '../../actors/message/body.ts';

/**
 * What a body says, in elements that the client knows. It shows nothing of a type it does not know (wire-messages.md §2):
 * a streamed message is a text to it, as far as it has come.
 */
export function shownBody(body: Uint8Array): MessageBody {
  const { elements, cloudCustomData } = decodeBody(body);
  return { elements: elements.map(shown), cloudCustomData };
}

function shown(element: MessageElement): MessageElement {
  if (element.MsgType !== STREAM_ELEMENT) return element;
  const { Chunks, CompatibleText } = element.MsgContent as {
    readonly Chunks: readonly { readonly Markdown: string }[];
    readonly CompatibleText: string;
  };
  const Text = Chunks.map(({ Markdown }) => Markdown).join('') || CompatibleText;
  return { MsgType: 'TIMTextElem', MsgContent: { Text } };
}
