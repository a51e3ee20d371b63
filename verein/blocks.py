"""StreamField blocks that more than one app uses."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock

RICH_TEXT = ["h2", "h3", "bold", "italic", "ol", "ul", "link", "document-link"]


class PictureBlock(blocks.StructBlock):
    image = ImageChooserBlock(label=_("Picture"))
    caption = blocks.CharBlock(label=_("Caption"), required=False, max_length=200)

    class Meta:
        icon = "image"
        label = _("Picture")
        template = "components/picture_block.html"


class QuoteBlock(blocks.StructBlock):
    text = blocks.TextBlock(label=_("Quotation"))
    source = blocks.CharBlock(label=_("Who said it"), required=False, max_length=120)

    class Meta:
        icon = "openquote"
        label = _("Quotation")
        template = "components/quote_block.html"


class PrincipleBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Principle"), max_length=80)
    text = blocks.CharBlock(label=_("In one sentence"), max_length=200)


class PrinciplesBlock(blocks.StructBlock):
    heading = blocks.CharBlock(label=_("Heading"), max_length=80)
    items = blocks.ListBlock(PrincipleBlock(), label=_("Principles"))

    class Meta:
        icon = "list-ol"
        label = _("Principles")
        template = "components/principles_block.html"


class BodyBlock(blocks.StreamBlock):
    """The text of a page."""

    text = blocks.RichTextBlock(label=_("Text"), features=RICH_TEXT, template="components/text_block.html")
    picture = PictureBlock()
    quote = QuoteBlock()
    principles = PrinciplesBlock()
