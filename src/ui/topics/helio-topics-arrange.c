// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/topics/helio-topics-page-private.h"

/* Widths of the page, design.md §9. */
#define WIDE_FROM 900
#define PANES_FROM 600
/* Subscriptions and publishing side by side. */
#define STRIP_BOTH_FROM 760
/* Of the messages the sheet covers less than half where it has room enough in that. */
#define SHEET_SHARE 0.46
#define SHEET_MIN 220
#define SHEET_MAX 330

static gboolean
is_strip_open (HelioTopicsPage *self)
{
  return gtk_toggle_button_get_active (self->strip_button);
}

static void
place_inspector (HelioTopicsPage *self)
{
  AdwBin *to = self->layout == HELIO_LAYOUT_WIDE ? self->inspector_slot : self->sheet_slot;
  AdwBin *from = self->layout == HELIO_LAYOUT_WIDE ? self->sheet_slot : self->inspector_slot;

  if (adw_bin_get_child (to) == NULL) {
    g_object_ref (self->inspector);
    adw_bin_set_child (from, NULL);
    adw_bin_set_child (to, GTK_WIDGET (self->inspector));
    g_object_unref (self->inspector);
  }
  gtk_widget_set_visible (GTK_WIDGET (self->inspector_slot), self->layout == HELIO_LAYOUT_WIDE);
  if (self->layout == HELIO_LAYOUT_WIDE)
    gtk_revealer_set_reveal_child (self->sheet_revealer, FALSE);
  gtk_widget_set_halign (GTK_WIDGET (self->sheet_revealer),
                         self->layout == HELIO_LAYOUT_SINGLE ? GTK_ALIGN_FILL : GTK_ALIGN_END);
  gtk_widget_set_size_request (gtk_revealer_get_child (self->sheet_revealer),
                               self->layout == HELIO_LAYOUT_SINGLE ? -1 : SHEET_MIN,
                               -1);
  helio_message_list_set_open_on_click (self->message_list, self->layout != HELIO_LAYOUT_WIDE);
}

static void
place_panes (HelioTopicsPage *self)
{
  gboolean single = self->layout == HELIO_LAYOUT_SINGLE;
  gboolean topics = gtk_toggle_button_get_active (self->nav_topics);
  gboolean messages = gtk_toggle_button_get_active (self->nav_messages);
  gboolean strip = !topics && !messages;

  gtk_widget_set_visible (GTK_WIDGET (self->nav), single);
  gtk_widget_set_visible (GTK_WIDGET (self->topics_paned), !single || !strip);
  gtk_widget_set_visible (GTK_WIDGET (self->topic_view), !single || topics);
  gtk_widget_set_visible (GTK_WIDGET (self->inspector_paned), !single || messages);
  gtk_widget_set_visible (GTK_WIDGET (self->strip), !single || strip);
}

static void
place_strip (HelioTopicsPage *self)
{
  gboolean single = self->layout == HELIO_LAYOUT_SINGLE;
  gboolean open = single || is_strip_open (self);
  gboolean both = helio_width_bin_get_width (self->width_bin) >= STRIP_BOTH_FROM;
  gboolean publish = single ? gtk_toggle_button_get_active (self->nav_publish)
                            : !gtk_toggle_button_get_active (self->subscriptions_tab);
  int height = gtk_widget_get_height (GTK_WIDGET (self->strip_paned));

  gtk_widget_set_visible (GTK_WIDGET (self->strip_button), !single);
  gtk_widget_set_visible (GTK_WIDGET (self->tabs), !single && open && !both);
  gtk_widget_set_visible (GTK_WIDGET (self->strip_body), open);
  gtk_widget_set_visible (GTK_WIDGET (self->subscription_list), both || !publish);
  if (both)
    gtk_widget_add_css_class (GTK_WIDGET (self->publish_pane), "helio-beside");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->publish_pane), "helio-beside");
  gtk_widget_set_visible (GTK_WIDGET (self->publish_pane), both || publish);
  adw_button_content_set_icon_name (self->strip_content,
                                    open ? "pan-down-symbolic" : "pan-end-symbolic");
  if (open && !single && height > 0)
    gtk_paned_set_position (self->strip_paned, MAX (height - self->strip_height, 0));
  else
    g_object_set (self->strip_paned, "position-set", FALSE, NULL);
}

static void
place_inspector_pane (HelioTopicsPage *self)
{
  int width = gtk_widget_get_width (GTK_WIDGET (self->inspector_paned));

  if (self->layout == HELIO_LAYOUT_WIDE && width > 0)
    gtk_paned_set_position (self->inspector_paned, MAX (width - self->inspector_width, 0));
  else
    g_object_set (self->inspector_paned, "position-set", FALSE, NULL);
}

static int
get_limit (GtkPaned *paned)
{
  int limit;

  g_object_get (paned, "max-position", &limit, NULL);
  return limit;
}

static gboolean
on_settle (GtkWidget *widget, GdkFrameClock *frame_clock, gpointer user_data)
{
  HelioTopicsPage *self = HELIO_TOPICS_PAGE (widget);
  int height = gtk_widget_get_height (GTK_WIDGET (self->strip_paned));

  self->settle_id = 0;
  self->arranging = TRUE;
  if (self->layout != HELIO_LAYOUT_SINGLE)
    gtk_paned_set_position (self->topics_paned,
                            MIN (self->topics_width, get_limit (self->topics_paned)));
  place_inspector_pane (self);
  if (self->layout != HELIO_LAYOUT_SINGLE && is_strip_open (self) && height > 0)
    gtk_paned_set_position (self->strip_paned,
                            CLAMP (height - self->strip_height, 0, get_limit (self->strip_paned)));
  self->arranging = FALSE;
  return G_SOURCE_REMOVE;
}

/* What the broker answers may need more room than the strip has, and a narrow window squeezes the tree: each gets back
 * what it had. */
static void
on_limit (HelioTopicsPage *self)
{
  if (self->arranged && self->settle_id == 0)
    self->settle_id = gtk_widget_add_tick_callback (GTK_WIDGET (self), on_settle, NULL, NULL);
}

void
helio_topics_page_arrange (HelioTopicsPage *self)
{
  self->arranging = TRUE;
  place_inspector (self);
  place_panes (self);
  place_strip (self);
  place_inspector_pane (self);
  self->arranging = FALSE;
  /* The panes have the widths of before until the next layout. */
  on_limit (self);
}

static void
on_width_changed (HelioTopicsPage *self)
{
  int width = helio_width_bin_get_width (self->width_bin);
  HelioTopicsLayout layout = width >= WIDE_FROM    ? HELIO_LAYOUT_WIDE
                             : width >= PANES_FROM ? HELIO_LAYOUT_SHEET
                                                   : HELIO_LAYOUT_SINGLE;
  gboolean both = width >= STRIP_BOTH_FROM;

  if (self->arranged && self->layout == layout &&
      both == gtk_widget_has_css_class (GTK_WIDGET (self->publish_pane), "helio-beside"))
    return;
  self->arranged = TRUE;
  self->layout = layout;
  helio_topics_page_arrange (self);
}

static void
on_topics_position (HelioTopicsPage *self)
{
  const int position = gtk_paned_get_position (self->topics_paned);

  if (self->arranging || !self->arranged || self->layout == HELIO_LAYOUT_SINGLE ||
      self->settle_id != 0)
    return;
  /* Pushed by what is beside it, not drawn by the user. */
  if (position == get_limit (self->topics_paned) && position < self->topics_width)
    return;
  self->topics_width = position;
  g_object_notify (G_OBJECT (self), "topics-width");
}

static void
on_inspector_position (HelioTopicsPage *self)
{
  int width = gtk_widget_get_width (GTK_WIDGET (self->inspector_paned));

  if (self->arranging || !self->arranged || self->layout != HELIO_LAYOUT_WIDE || width <= 0 ||
      self->settle_id != 0)
    return;
  self->inspector_width = width - gtk_paned_get_position (self->inspector_paned);
  g_object_notify (G_OBJECT (self), "inspector-width");
}

static void
on_strip_position (HelioTopicsPage *self)
{
  int height = gtk_widget_get_height (GTK_WIDGET (self->strip_paned));
  int position = gtk_paned_get_position (self->strip_paned);

  if (self->arranging || !self->arranged || self->layout == HELIO_LAYOUT_SINGLE ||
      !is_strip_open (self) || height <= 0)
    return;
  /* Pushed by what is in the strip, not drawn by the user. */
  if (position == get_limit (self->strip_paned) && position < height - self->strip_height)
    return;
  self->strip_height = height - position;
  g_object_notify (G_OBJECT (self), "strip-height");
}

static void
on_tab_toggled (HelioTopicsPage *self)
{
  self->arranging = TRUE;
  place_strip (self);
  self->arranging = FALSE;
}

static void
on_strip_toggled (HelioTopicsPage *self)
{
  on_tab_toggled (self);
  g_object_notify (G_OBJECT (self), "strip-open");
}

static void
on_nav_toggled (HelioTopicsPage *self)
{
  self->arranging = TRUE;
  place_panes (self);
  on_tab_toggled (self);
}

static gboolean
on_sheet_place (HelioTopicsPage *self, GtkWidget *sheet, GdkRectangle *place, GtkWidget *overlay)
{
  const int width = gtk_widget_get_width (overlay), height = gtk_widget_get_height (overlay);
  const int share = (int) CLAMP (width * SHEET_SHARE, SHEET_MIN, SHEET_MAX);
  int minimum, natural, least;

  if (self->layout == HELIO_LAYOUT_SINGLE)
    return FALSE;
  gtk_widget_measure (sheet, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, &natural, NULL, NULL);
  place->width = MIN (natural, MAX (minimum, share));
  /* The overlay may not be as high as what is laid over it needs; then the end of that does not show. */
  gtk_widget_measure (sheet, GTK_ORIENTATION_VERTICAL, place->width, &least, NULL, NULL, NULL);
  place->height = MAX (height, least);
  place->x = gtk_widget_get_direction (overlay) == GTK_TEXT_DIR_RTL ? 0 : width - place->width;
  place->y = 0;
  return TRUE;
}

static void
on_sheet_reveal (HelioTopicsPage *self, GParamSpec *pspec, GtkRevealer *sheet)
{
  helio_message_list_set_covered (self->message_list, gtk_revealer_get_reveal_child (sheet));
}

void
helio_topics_page_close_sheet (HelioTopicsPage *self)
{
  gtk_revealer_set_reveal_child (self->sheet_revealer, FALSE);
  helio_message_list_focus_rows (self->message_list);
}

void
helio_topics_page_bind_arrangement (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_callback (widget_class, on_width_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_limit);
  gtk_widget_class_bind_template_callback (widget_class, on_strip_position);
  gtk_widget_class_bind_template_callback (widget_class, on_topics_position);
  gtk_widget_class_bind_template_callback (widget_class, on_inspector_position);
  gtk_widget_class_bind_template_callback_full (widget_class,
                                                "on_sheet_close",
                                                G_CALLBACK (helio_topics_page_close_sheet));
  gtk_widget_class_bind_template_callback (widget_class, on_sheet_place);
  gtk_widget_class_bind_template_callback (widget_class, on_sheet_reveal);
  gtk_widget_class_bind_template_callback (widget_class, on_strip_toggled);
  gtk_widget_class_bind_template_callback (widget_class, on_tab_toggled);
  gtk_widget_class_bind_template_callback (widget_class, on_nav_toggled);
}
