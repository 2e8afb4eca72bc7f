/** A text to be sent. It is kept until it has arrived, whatever happens on the way. */

import type { KeyboardEvent, SubmitEvent } from "react";
import { useId, useRef, useState } from "react";

import { ServiceDown } from "../lib/api-client.ts";

interface Props {
  label: string;
  placeholder?: string;
  action: string;
  /** In characters as people count them, not in UTF-16 units. */
  most: number;
  isMultiline?: boolean;
  send: (text: string) => Promise<unknown>;
  /** What is said aloud once it has arrived. */
  done: string;
}

export function WriteForm(props: Props) {
  const { label, placeholder, action, most, isMultiline = false, send, done } = props;
  const id = useId();
  const [text, setText] = useState("");
  const [error, setError] = useState<string | null>(null);
  const [isSending, setSending] = useState(false);
  const [said, setSaid] = useState("");
  const form = useRef<HTMLFormElement>(null);
  const field = useRef<HTMLInputElement & HTMLTextAreaElement>(null);

  const length = Array.from(text.trim()).length;
  const isTooLong = length > most;

  const submit = async () => {
    if (isSending) return;
    setSaid("");
    if (length === 0 || isTooLong) {
      setError(isTooLong ? `At most ${most} characters, please.` : "Write something first.");
      field.current?.focus();
      return;
    }
    setSending(true);
    setError(null);
    try {
      await send(text);
      setText("");
      setSaid(done);
    } catch (failure) {
      setError(sentence(failure));
    } finally {
      setSending(false);
      // Ready for the next, unless the writer has gone elsewhere meanwhile.
      if (form.current?.contains(document.activeElement)) field.current?.focus();
    }
  };

  const onSubmit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    void submit();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) void submit();
  };

  const shared = {
    id,
    ref: field,
    value: text,
    placeholder,
    dir: "auto",
    readOnly: isSending,
    "aria-invalid": error !== null,
    "aria-describedby": error === null ? undefined : `${id}-error`,
    onChange: (event: { target: { value: string } }) => {
      setText(event.target.value);
      setError(null);
    },
  };
  return (
    <form className="write" ref={form} onSubmit={onSubmit} noValidate>
      <label className="write-label" htmlFor={id}>
        {label}
      </label>
      <div className="write-row">
        {isMultiline ? (
          <textarea {...shared} rows={1} onKeyDown={onKeyDown} />
        ) : (
          <input {...shared} type="text" autoComplete="off" />
        )}
        <button type="submit" className="button" aria-disabled={isSending}>
          {isSending ? "Sending …" : action}
        </button>
      </div>
      {length > most * 0.8 && (
        <p className="hint">
          {length} of {most} characters
        </p>
      )}
      {error !== null && (
        <p className="error" id={`${id}-error`} role="alert">
          {error}
        </p>
      )}
      <p className="visually-hidden" role="status">
        {said}
      </p>
    </form>
  );
}

function sentence(failure: unknown): string {
  if (failure instanceof ServiceDown) {
    return `${failure.message} Your text is kept here: send it again in a moment.`;
  }
  return failure instanceof Error ? failure.message : "It could not be sent.";
}
