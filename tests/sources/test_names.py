from include import sources


def test_the_nature_that_a_dag_reads_from_the_text_is_the_declared_one():
    for name in sources.names():
        assert name in sources.names(sources.load(name).SOURCE.nature)
