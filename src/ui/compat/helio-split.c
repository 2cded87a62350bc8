// SPDX-FileCopyrightText: 2026 The Heliograph authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "config.h"

#include "ui/compat/helio-split.h"

#include <glib/gi18n.h>

struct _HelioSplit {
  AdwBin parent_instance;

  GtkWidget *sidebar; /* owned */
  GtkWidget *content; /* owned */
  GtkWidget *host;    /* borrowed: child of a child */
};

enum {
  PROP_SIDEBAR = 1,
  PROP_CONTENT,
  PROP_COLLAPSED,
  PROP_SHOW_CONTENT,
  N_PROPS,
};
static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (HelioSplit, helio_split, ADW_TYPE_BIN)

static void
on_collapsed_changed (HelioSplit *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_COLLAPSED]);
}

static void
on_shown_changed (HelioSplit *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SHOW_CONTENT]);
}

#if ADW_CHECK_VERSION(1, 4, 0)

/* The split view hides a page that has the focus twice, and GTK (4.18) loses a reference whenever two widgets
 * around the focus are hidden before the next frame: the page, and all in it, would outlive its window. So
 * nothing has the focus meanwhile. */
static void
set_collapsed (HelioSplit *self, gboolean collapsed)
{
  AdwNavigationSplitView *split = ADW_NAVIGATION_SPLIT_VIEW (self->host);
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  if (focus == NULL || !gtk_widget_is_ancestor (focus, GTK_WIDGET (self))) {
    adw_navigation_split_view_set_collapsed (split, collapsed);
    return;
  }
  g_object_ref (focus);
  gtk_root_set_focus (root, NULL);
  adw_navigation_split_view_set_collapsed (split, collapsed);
  const gboolean in_content =
      focus == self->content || gtk_widget_is_ancestor (focus, self->content);
  /* Not by gtk_widget_grab_focus (): an entry would select all its text, and the next key replace it. */
  if (!collapsed || in_content == helio_split_get_show_content (self))
    gtk_root_set_focus (root, focus);
  g_object_unref (focus);
}

static void
on_narrow (HelioSplit *self)
{
  set_collapsed (self, TRUE);
}

static void
on_wide (HelioSplit *self)
{
  set_collapsed (self, FALSE);
}

static void
helio_split_constructed (GObject *object)
{
  HelioSplit *self = HELIO_SPLIT (object);
  G_OBJECT_CLASS (helio_split_parent_class)->constructed (object);

  self->host = adw_navigation_split_view_new ();
  AdwNavigationSplitView *split = ADW_NAVIGATION_SPLIT_VIEW (self->host);
  adw_navigation_split_view_set_min_sidebar_width (split, 240);
  adw_navigation_split_view_set_max_sidebar_width (split, 280);
  adw_navigation_split_view_set_sidebar (
      split,
      adw_navigation_page_new (self->sidebar, C_ ("page title", "Connections")));
  adw_navigation_split_view_set_content (
      split,
      adw_navigation_page_new (self->content, C_ ("page title", "Connection")));
  g_signal_connect_object (split,
                           "notify::collapsed",
                           G_CALLBACK (on_collapsed_changed),
                           self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (split,
                           "notify::show-content",
                           G_CALLBACK (on_shown_changed),
                           self,
                           G_CONNECT_SWAPPED);

  GtkWidget *bin = adw_breakpoint_bin_new ();
  gtk_widget_set_size_request (bin, 300, 200);
  adw_breakpoint_bin_set_child (ADW_BREAKPOINT_BIN (bin), self->host);
  AdwBreakpoint *narrow =
      adw_breakpoint_new (adw_breakpoint_condition_new_length (ADW_BREAKPOINT_CONDITION_MAX_WIDTH,
                                                               680,
                                                               ADW_LENGTH_UNIT_SP));
  g_signal_connect_object (narrow, "apply", G_CALLBACK (on_narrow), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (narrow, "unapply", G_CALLBACK (on_wide), self, G_CONNECT_SWAPPED);
  adw_breakpoint_bin_add_breakpoint (ADW_BREAKPOINT_BIN (bin), narrow);
  adw_bin_set_child (ADW_BIN (self), bin);
}

gboolean
helio_split_get_collapsed (HelioSplit *self)
{
  return adw_navigation_split_view_get_collapsed (ADW_NAVIGATION_SPLIT_VIEW (self->host));
}

gboolean
helio_split_get_show_content (HelioSplit *self)
{
  return adw_navigation_split_view_get_show_content (ADW_NAVIGATION_SPLIT_VIEW (self->host));
}

void
helio_split_set_show_content (HelioSplit *self, gboolean show_content)
{
  adw_navigation_split_view_set_show_content (ADW_NAVIGATION_SPLIT_VIEW (self->host), show_content);
}

gboolean
helio_split_needs_back_button (HelioSplit *self)
{
  return FALSE;
}

#else

static void
helio_split_constructed (GObject *object)
{
  HelioSplit *self = HELIO_SPLIT (object);
  G_OBJECT_CLASS (helio_split_parent_class)->constructed (object);

  self->host = adw_leaflet_new ();
  AdwLeaflet *leaflet = ADW_LEAFLET (self->host);
  adw_leaflet_set_can_navigate_back (leaflet, TRUE);
  adw_leaflet_set_fold_threshold_policy (leaflet, ADW_FOLD_THRESHOLD_POLICY_MINIMUM);
  gtk_widget_set_size_request (self->sidebar, 240, -1);
  gtk_widget_set_hexpand (self->sidebar, FALSE);
  gtk_widget_set_hexpand (self->content, TRUE);

  adw_leaflet_append (leaflet, self->sidebar);
  GtkWidget *separator = gtk_separator_new (GTK_ORIENTATION_VERTICAL);
  adw_leaflet_page_set_navigatable (adw_leaflet_append (leaflet, separator), FALSE);
  adw_leaflet_append (leaflet, self->content);
  adw_leaflet_set_visible_child (leaflet, self->sidebar);
  g_signal_connect_object (leaflet,
                           "notify::folded",
                           G_CALLBACK (on_collapsed_changed),
                           self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (leaflet,
                           "notify::visible-child",
                           G_CALLBACK (on_shown_changed),
                           self,
                           G_CONNECT_SWAPPED);
  adw_bin_set_child (ADW_BIN (self), self->host);
}

gboolean
helio_split_get_collapsed (HelioSplit *self)
{
  return adw_leaflet_get_folded (ADW_LEAFLET (self->host));
}

gboolean
helio_split_get_show_content (HelioSplit *self)
{
  return adw_leaflet_get_visible_child (ADW_LEAFLET (self->host)) == self->content;
}

void
helio_split_set_show_content (HelioSplit *self, gboolean show_content)
{
  adw_leaflet_set_visible_child (ADW_LEAFLET (self->host),
                                 show_content ? self->content : self->sidebar);
}

gboolean
helio_split_needs_back_button (HelioSplit *self)
{
  return helio_split_get_collapsed (self);
}

#endif

static void
helio_split_dispose (GObject *object)
{
  HelioSplit *self = HELIO_SPLIT (object);
  G_OBJECT_CLASS (helio_split_parent_class)->dispose (object);
  self->host = NULL;
  g_clear_object (&self->sidebar);
  g_clear_object (&self->content);
}

static void
helio_split_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  HelioSplit *self = HELIO_SPLIT (object);
  switch (id) {
    case PROP_SIDEBAR:
      g_value_set_object (value, self->sidebar);
      break;
    case PROP_CONTENT:
      g_value_set_object (value, self->content);
      break;
    case PROP_COLLAPSED:
      g_value_set_boolean (value, helio_split_get_collapsed (self));
      break;
    case PROP_SHOW_CONTENT:
      g_value_set_boolean (value, helio_split_get_show_content (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
helio_split_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  HelioSplit *self = HELIO_SPLIT (object);
  switch (id) {
    case PROP_SIDEBAR:
      self->sidebar = g_value_dup_object (value);
      break;
    case PROP_CONTENT:
      self->content = g_value_dup_object (value);
      break;
    case PROP_SHOW_CONTENT:
      helio_split_set_show_content (self, g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
helio_split_class_init (HelioSplitClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  object_class->constructed = helio_split_constructed;
  object_class->dispose = helio_split_dispose;
  object_class->get_property = helio_split_get_property;
  object_class->set_property = helio_split_set_property;

  const GParamFlags once = G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;
  properties[PROP_SIDEBAR] = g_param_spec_object ("sidebar", NULL, NULL, GTK_TYPE_WIDGET, once);
  properties[PROP_CONTENT] = g_param_spec_object ("content", NULL, NULL, GTK_TYPE_WIDGET, once);
  properties[PROP_COLLAPSED] = g_param_spec_boolean ("collapsed",
                                                     NULL,
                                                     NULL,
                                                     FALSE,
                                                     G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_SHOW_CONTENT] =
      g_param_spec_boolean ("show-content",
                            NULL,
                            NULL,
                            FALSE,
                            G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
helio_split_init (HelioSplit *self)
{
}

GtkWidget *
helio_split_new (GtkWidget *sidebar, GtkWidget *content)
{
  return g_object_new (HELIO_TYPE_SPLIT, "sidebar", sidebar, "content", content, NULL);
}
