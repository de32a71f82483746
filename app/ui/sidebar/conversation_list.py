"""The conversations as a list with headings. A row is opened by a click or Enter, renamed in place, deleted by key."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from PySide6.QtCore import (
    QAbstractItemModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFocusEvent, QFont, QKeyEvent, QPainter, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QLineEdit,
    QListView,
    QMenu,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from app.chat.conversation import ConversationId, ConversationSummary
from app.session.elsewhere import Mark
from app.ui.controls.icon_button import KEYBOARD_REASONS
from app.ui.controls.painting import draw_focus_ring, draw_ground, draws_itself
from app.ui.controls.scroll_bar import OverlayBar
from app.ui.reasoning.pulse import Pulse
from app.ui.sidebar.ages import grouped
from app.ui.sidebar.marks import MARK_PX, mark_words, paint_mark
from app.ui.theme import CAPTION_PX, UI_PX, Theme

ID_ROLE = Qt.ItemDataRole.UserRole + 1
GONE_OUT_ROLE = ID_ROLE + 1
MARK_ROLE = ID_ROLE + 2
MARK_GAP = 6
ROW_HEIGHT, HEADING_HEIGHT = 32, 34
INSET = 10
AnyIndex = QModelIndex | QPersistentModelIndex
CONVERSATION_FLAGS = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEditable


class ConversationList(QListView):
    opened = Signal(str)  # ConversationId
    renamed = Signal(str, str)  # ConversationId, title
    delete_asked = Signal(str)  # ConversationId

    def __init__(self, *, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = QStandardItemModel(self)
        theme.changed.connect(self.scheduleDelayedItemsLayout)
        self._open_id: str | None = None
        self._shown: tuple[tuple[ConversationSummary, ...], date] | None = None  # what the rows were made of
        self._row_of: dict[str, int] = {}
        self._marks: dict[ConversationId, Mark] = {}
        self._pulse = _Breath(self, theme=theme)
        self.setModel(self._rows)
        delegate = _RowDelegate(theme=theme, parent=self)
        delegate.renamed.connect(self._on_renamed)
        self.setItemDelegate(delegate)
        self.setAccessibleName(self.tr("Conversations"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.viewport().setAutoFillBackground(False)
        self.setMouseTracking(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed | QAbstractItemView.EditTrigger.DoubleClicked)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._bar = OverlayBar(self, Qt.Orientation.Vertical, theme=theme)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._on_menu_requested)
        self.clicked.connect(self._on_clicked)
        self.activated.connect(self._on_clicked)

    def show_conversations(
        self, conversations: Sequence[ConversationSummary], *, open_id: ConversationId | None, today: date
    ) -> None:
        """Rebuilds the rows if they are others; one that is being renamed keeps its editor until the next change."""
        if self.state() == QAbstractItemView.State.EditingState:
            return
        # Whoever walks through the list by keyboard is not thrown back to the open one.
        wanted = self.selected_id() if self.hasFocus() and self.selected_id() else open_id
        self._open_id = open_id
        shown = (tuple(conversations), today)
        if shown == self._shown:
            self._select(wanted)
            return
        self._shown = shown
        place = self.verticalScrollBar().value()
        self._rows.clear()
        self._row_of = {}
        for words, members in grouped(conversations, today):
            heading = QStandardItem(words)
            heading.setFlags(Qt.ItemFlag.NoItemFlags)
            self._rows.appendRow(heading)
            for summary in members:
                self._row_of[summary.id] = self._rows.rowCount()
                self._rows.appendRow(self._row(summary))
        self._select(wanted)
        self.verticalScrollBar().setValue(place)

    def _row(self, summary: ConversationSummary) -> QStandardItem:
        row = QStandardItem(" ".join(summary.title.split()))
        row.setData(summary.id, ID_ROLE)
        row.setData(summary.has_gone_out, GONE_OUT_ROLE)
        row.setFlags(CONVERSATION_FLAGS)
        self._mark(row)
        return row

    def show_marks(self, marks: Mapping[ConversationId, Mark]) -> None:
        """Of conversations that are not open, also of such as are not in the list yet."""
        changed = dict(marks.items() ^ self._marks.items())
        self._marks = dict(marks)
        for conversation_id in changed:
            if conversation_id in self._row_of:
                self._mark(self._rows.item(self._row_of[conversation_id]))
        self._pulse.beat(Mark.ANSWERING in self._marks.values())

    def _mark(self, row: QStandardItem) -> None:
        mark, gone_out = self._marks.get(row.data(ID_ROLE)), row.data(GONE_OUT_ROLE)
        words = [mark_words(mark)] if mark is not None else []
        row.setData(mark, MARK_ROLE)
        row.setAccessibleText(", ".join([row.text(), *words]))  # a description is read out only when it is asked for
        row.setAccessibleDescription(self.tr("Parts of it were sent to a service.") if gone_out else "")
        row.setToolTip("\n".join(filter(None, [*words, row.accessibleDescription()])))

    @property
    def breath(self) -> float:
        return self._pulse.strength

    def breathing(self) -> list[QRect]:
        """Where the rows are that are being answered."""
        rows = [self._row_of.get(held) for held, mark in self._marks.items() if mark is Mark.ANSWERING]
        return [self.visualRect(self._rows.index(row, 0)) for row in rows if row is not None]

    def titles(self) -> list[str]:
        """Headings and titles from top to bottom."""
        return [self._rows.item(row).text() for row in range(self._rows.rowCount())]

    def selected_id(self) -> str | None:
        index = self.currentIndex()
        found = index.data(ID_ROLE) if index.isValid() else None
        return str(found) if found else None

    def rename_selected(self) -> None:
        if self.selected_id():
            self.edit(self.currentIndex())

    def delete_selected(self) -> None:
        selected = self.selected_id()
        if selected:
            self.delete_asked.emit(selected)

    def _select(self, conversation_id: str | None) -> None:
        row = None if conversation_id is None else self._row_of.get(conversation_id)
        self.setCurrentIndex(QModelIndex() if row is None else self._rows.index(row, 0))

    def _on_clicked(self, index: QModelIndex) -> None:
        conversation_id = index.data(ID_ROLE)
        if conversation_id:
            self.opened.emit(conversation_id)

    def _on_renamed(self, conversation_id: str, title: str) -> None:
        self._shown = None  # the row says the new title, which may yet be refused
        self.renamed.emit(conversation_id, title)

    def _on_menu_requested(self, point: QPoint) -> None:
        index = self.indexAt(point)
        if not index.data(ID_ROLE):
            return
        self.setCurrentIndex(index)
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(self.tr("Rename"), self.rename_selected)
        menu.addAction(self.tr("Delete"), self.delete_selected)
        menu.popup(self.viewport().mapToGlobal(point))

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.setProperty("keyboardFocus", event.reason() in KEYBOARD_REASONS)
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        leaves = event.reason() not in (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason)
        if leaves and self.state() != QAbstractItemView.State.EditingState:
            self._select(self._open_id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete):
            self.delete_selected()
        elif event.key() == Qt.Key.Key_F2:
            self.rename_selected()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._on_clicked(self.currentIndex())
        elif event.key() == Qt.Key.Key_Home:  # Qt would go to the heading, which cannot be chosen, and so stay
            self._select(next(iter(self._row_of), None))
        else:
            super().keyPressEvent(event)


class _Breath(Pulse):
    def _draw(self) -> None:
        view = self.parent()
        assert isinstance(view, ConversationList)
        for rect in view.breathing():
            view.viewport().update(rect)


class _RowDelegate(QStyledItemDelegate):
    renamed = Signal(str, str)

    def __init__(self, *, theme: Theme, parent: ConversationList) -> None:
        super().__init__(parent)
        self._theme = theme
        self._view = parent

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        theme = self._theme
        rect = QRectF(option.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        text = str(index.data() or "")
        if not index.data(ID_ROLE):
            painter.setFont(theme.font(CAPTION_PX, QFont.Weight.DemiBold))
            painter.setPen(theme.colour("text3"))
            painter.drawText(rect.adjusted(INSET + 10, 10, -INSET, 0), Qt.AlignmentFlag.AlignVCenter, text)
            painter.restore()
            return
        state = option.state
        is_selected = bool(state & QStyle.StateFlag.State_Selected)
        ground = rect.adjusted(INSET, 0.5, -INSET, -0.5)
        if is_selected or state & QStyle.StateFlag.State_MouseOver:
            draw_ground(painter, ground, 7, theme.colour("selected" if is_selected else "hover"))
        if state & QStyle.StateFlag.State_HasFocus and self._view.property("keyboardFocus"):
            draw_focus_ring(painter, ground, 7, theme.colour("focus"))
        painter.setFont(theme.font(UI_PX, QFont.Weight.DemiBold if is_selected else QFont.Weight.Normal))
        painter.setPen(theme.colour("text"))
        room = ground.adjusted(10, 0, -10, 0)
        side = theme.scaled(MARK_PX)
        place = QRectF(room.right() - side, ground.center().y() - side / 2, side, side)
        mark = index.data(MARK_ROLE)
        if mark is not None:
            paint_mark(painter, Mark(mark), place, strength=self._view.breath, theme=theme)
            place.translate(-side - MARK_GAP, 0)
        if index.data(GONE_OUT_ROLE):
            theme.icons.paint(painter, "cloud", place, theme.colour("warn"))
            place.translate(-side - MARK_GAP, 0)
        room.setRight(min(room.right(), place.right()))
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(room.width()))
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, shown)
        painter.restore()

    def sizeHint(self, _option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        return QSize(100, self._theme.scaled(ROW_HEIGHT if index.data(ID_ROLE) else HEADING_HEIGHT))

    def createEditor(self, parent: QWidget, _option: QStyleOptionViewItem, _index: AnyIndex) -> QWidget:
        editor = QLineEdit(parent)
        editor.setAccessibleName(self.tr("New title"))
        editor.setFont(self._theme.font(UI_PX))
        editor.setMaxLength(200)
        editor.setTextMargins(6, 0, 6, 0)  # the words stay where the title was
        draws_itself(editor)
        return editor

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, _index: AnyIndex) -> None:
        editor.setGeometry(option.rect.adjusted(INSET, 1, -INSET, -1))

    def setEditorData(self, editor: QWidget, index: AnyIndex) -> None:
        assert isinstance(editor, QLineEdit)
        if not editor.isModified():  # a mark that comes or goes is no new title
            editor.setText(str(index.data()))
            editor.selectAll()

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: AnyIndex) -> None:
        assert isinstance(editor, QLineEdit)
        title = " ".join(editor.text().split())
        if title and title != index.data():
            model.setData(index, title)
            self.renamed.emit(index.data(ID_ROLE), title)
