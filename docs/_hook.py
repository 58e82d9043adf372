"""What MkDocs calls when it builds: adds the rooms' pages and mends links (``include/docs/site.py``)."""

from mkdocs.structure.files import File

from include.docs import site


def on_files(files, config):
    """Add the pages that lie beside the code, as files that were generated."""
    for path, name in site.rooms().items():
        text = (site.ROOT / path).read_text(encoding="utf-8")
        files.append(File.generated(config, name, content=text))
    return files


def on_page_markdown(markdown, page, **_):
    """Mend a page's links."""
    paths = {name: path for path, name in site.pages().items()}
    return site.linked(markdown, paths[page.file.src_uri])
