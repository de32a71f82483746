"""The composer in the window: what it shows of drafts and files, and what the person does with them, handed on."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog

from app.chat.conversation import Effort
from app.chat.draft import Draft, joined
from app.chat.failure import Failure
from app.session.chat_session import ChatSession
from app.session.cloud import Cloud
from app.session.cloud_pending import Pending
from app.session.drafts import place_of
from app.session.preferences import Preferences
from app.session.writing import Writing
from app.ui.composer.file_viewer import FileViewer
from app.ui.composer.file_words import sight_words
from app.ui.composer.pasted_picture import PastedPicture, holds_picture, picture_in
from app.ui.composer.prompt_edit import local_files
from app.ui.composer.scene import ComposerScene, FileScene, MeterScene
from app.ui.conversation_view import ConversationView
from app.ui.sentences import failure_words
from app.ui.theme import Theme

SHOWN_NEXT = 200  # characters; a bar has one line


class ComposerShowing(QObject):
    """Text, files and what waits of the open conversation; ``submit`` is the one way in which a question is asked."""

    def __init__(
        self,
        *,
        session: ChatSession,
        preferences: Preferences,
        writing: Writing,
        cloud: Cloud,
        conversation: ConversationView,
        theme: Theme,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._session, self._preferences = session, preferences
        self._drafts, self._attaching = writing.drafts, writing.attaching
        self._pasting = writing.pasting
        self._cloud = cloud
        self._conversation, self._composer = conversation, conversation.composer
        self._counts = writing.counts
        self._place = place_of(session.conversation)
        self._conversation_id = session.conversation.id
        self._is_showing = False
        self._dialog: QFileDialog | None = None
        self.viewer = FileViewer(theme=theme, parent=conversation.window())
        self._connect(writing)
        conversation.setAcceptDrops(True)
        conversation.installEventFilter(self)
        self._on_preference_changed("enter_sends")
        self._show_box()

    def _connect(self, writing: Writing) -> None:
        composer, session = self._composer, self._session
        self._conversation.question_chosen.connect(self._on_question_chosen)
        composer.submitted.connect(self.submit)
        composer.queue_asked.connect(self._on_queue_asked)
        composer.text_edited.connect(self._on_text_edited)
        composer.attach_asked.connect(self.choose_files)
        composer.next_edited.connect(self._on_next_edited)
        composer.next_removed.connect(self._on_next_removed)
        composer.edit.files_given.connect(self.attach)
        composer.edit.text_refused.connect(self._on_text_refused)
        composer.edit.picture_given.connect(self._on_picture_given)
        composer.chips.file_opened.connect(self._on_file_opened)
        composer.chips.file_removed.connect(self._on_file_removed)
        composer.chips.reading_cancelled.connect(self._on_reading_cancelled)
        composer.chips.persona_removed.connect(self._on_persona_removed)
        self._conversation.transcript.file_opened.connect(self.viewer.show_file)
        session.conversation_changed.connect(self._on_conversation_changed)
        session.turn_added.connect(self._on_conversation_changed)
        session.persona_changed.connect(self._show)
        writing.drafts.changed.connect(self._on_changed)
        writing.counts.changed.connect(self._on_counts_changed)
        writing.attaching.changed.connect(self._on_changed)
        writing.attaching.failed.connect(self._on_failed)
        writing.drafts.failed.connect(session.failed)
        self._cloud.destination_changed.connect(self._show)
        self._cloud.services.changed.connect(self._show)
        self._cloud.sent.connect(self._on_sent_elsewhere)
        self._cloud.destination_changed.connect(self._on_counts_changed)
        self._preferences.changed.connect(self._on_preference_changed)

    def submit(self, text: str, effort: Effort) -> None:
        """The text leaves the box only once the session has it; for a service, that is when a card was accepted."""
        place = self._place
        files = self._drafts.box(place).attachments
        service = self._cloud.destination
        if service is not None:
            self._cloud.ask(text, effort, service, files)
            return
        if self._session.submit(text, effort, files) is None:
            return
        self._drafts.put_box(place, Draft())
        self._composer.clear()
        self._show()

    def _on_sent_elsewhere(self, pending: Pending) -> None:
        """What stands in the box is a turn now. What was written or attached since stays."""
        conversation = self._session.conversation
        is_first = len(conversation.turns) == 1
        place = place_of(replace(conversation, turns=())) if is_first else place_of(conversation)
        box = self._drafts.box(place)
        if pending.again is None and (box.text, box.attachments) == (pending.text, pending.attachments):
            self._drafts.put_box(place, Draft())
            self._composer.clear()
            self._show()

    def attach(self, paths: list[Path]) -> None:
        self._attaching.attach(self._place, paths)
        self._composer.take_focus()

    def choose_files(self) -> None:
        """In the system's own dialog, which does not block."""
        dialog = QFileDialog(self._conversation.window(), self.tr("Attach files"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.filesSelected.connect(self._on_files_selected)
        dialog.finished.connect(dialog.deleteLater)
        self._dialog = dialog
        dialog.open()

    def _show(self) -> None:
        place = self._place
        box, waiting = self._drafts.box(place), self._drafts.next(place)
        self._composer.show_scene(
            ComposerScene(
                files=tuple(FileScene(attachment, self._counts.file(attachment)) for attachment in box.attachments),
                pending=self._attaching.pending(place),
                persona=self._session.conversation.persona,
                next=_line(waiting),
                sight=sight_words(box.attachments, self._cloud.destination, self._cloud.services.usable),
                place=place,
            )
        )

    def _show_box(self) -> None:
        """Also the text, which the box holds otherwise."""
        self._is_showing = True
        self._composer.show_text(self._drafts.box(self._place).text)
        self._is_showing = False
        self._show()

    def _on_conversation_changed(self) -> None:
        opened = self._session.conversation
        self._place = place_of(opened)
        if opened.id == self._conversation_id:  # its title, or it has begun: who asked clears the box
            self._show()
            return
        self._conversation_id = opened.id
        self._show_box()

    def _on_changed(self, place: str) -> None:
        if place == self._place and not self._is_showing:
            self._show_box()

    def _on_counts_changed(self) -> None:
        counts = self._counts
        elsewhere = self._cloud.destination
        draft, context = counts.draft, counts.context if elsewhere is None else elsewhere.model.context_tokens or 0
        is_of_use = bool(context and (self._session.path or draft.tokens))
        used = counts.conversation + draft
        self._composer.meter.show_meter(MeterScene(used, draft, context) if is_of_use else None)
        self._show()

    def _on_text_edited(self) -> None:
        if not self._is_showing:
            self._drafts.write(self._place, self._composer.text)

    def _on_queue_asked(self, text: str, effort: Effort) -> None:
        place = self._place
        added = Draft(text, self._drafts.box(place).attachments, effort)
        waiting = self._drafts.next(place)
        self._drafts.put_next(place, joined(waiting, added) if waiting else added)
        self._drafts.put_box(place, Draft())

    def _on_question_chosen(self, question: str) -> None:
        """An example is asked at once, unless something stands in the box: then it is put behind that."""
        box = self._drafts.box(self._place)
        self._composer.take_focus()
        if box.asks_anything or self._attaching.pending(self._place):
            self._drafts.put_box(self._place, joined(box, Draft(question)))
            return
        self._composer.show_text(question)
        self.submit(question, self._composer.effort)

    def _on_next_edited(self) -> None:
        self._drafts.take_back(self._place)
        self._composer.take_focus()

    def _on_next_removed(self) -> None:
        self._drafts.put_next(self._place, Draft())
        self._composer.take_focus()

    def _on_text_refused(self, text: str) -> None:
        self._attaching.attach_text(self._place, self.tr("Pasted text"), text)

    def _on_picture_given(self, picture: PastedPicture) -> None:
        name = self.tr("Pasted picture") + picture.suffix
        self._pasting.paste(self._place, name, picture.write)
        self._composer.take_focus()

    def _on_files_selected(self, files: list[str]) -> None:
        self.attach([Path(file) for file in files])

    def _on_file_opened(self, index: int) -> None:
        files = self._drafts.box(self._place).attachments
        if index < len(files):
            self.viewer.show_file(files[index])

    def _on_file_removed(self, index: int) -> None:
        self._drafts.detach(self._place, index)
        self._composer.take_focus()

    def _on_reading_cancelled(self, index: int) -> None:
        self._attaching.cancel(self._place, index)

    def _on_persona_removed(self) -> None:
        self._session.instruct("", "")
        self._composer.take_focus()

    def _on_failed(self, place: str, failure: Failure) -> None:
        if place == self._place:
            self._composer.show_notice(failure_words(failure))
        else:
            self._session.failed.emit(failure)

    def _on_preference_changed(self, name: str) -> None:
        if name == "enter_sends":
            self._composer.edit.enter_sends = self._preferences.enter_sends

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Files that are let go anywhere over the conversation are attached."""
        if isinstance(event, QDragEnterEvent | QDragMoveEvent) and event.type() in (
            QEvent.Type.DragEnter,
            QEvent.Type.DragMove,
        ):
            if local_files(event.mimeData()) or holds_picture(event.mimeData()):
                self._composer.show_drop(is_over=True)
                event.acceptProposedAction()
                return True
        elif event.type() == QEvent.Type.DragLeave:
            self._composer.show_drop(is_over=False)
        elif isinstance(event, QDropEvent) and event.type() == QEvent.Type.Drop:
            self._composer.show_drop(is_over=False)
            files = local_files(event.mimeData())
            if files:
                event.acceptProposedAction()
                self.attach(files)
                return True
            picture = picture_in(event.mimeData())
            if picture is not None:
                event.acceptProposedAction()
                self._on_picture_given(picture)
                return True
        return super().eventFilter(watched, event)


def _line(draft: Draft) -> str:
    words = " ".join(draft.text[: 2 * SHOWN_NEXT].split())[:SHOWN_NEXT]
    return words or ", ".join(attachment.name for attachment in draft.attachments)
